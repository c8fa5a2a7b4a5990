using System.Globalization;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Sql;

/// <summary>
/// Writes expressions as SQL and checks them against the entities. Names come from the entity model, values are parameters.
/// A comparison over a relation to many holds if it does for one of them.
/// </summary>
/// <param name="alias">Of the entity in the statement.</param>
internal sealed class FilterSql(SqlText sql, EntityType type, string alias, string parameter)
{
    private static readonly Dictionary<string, string> _comparisons = new(StringComparer.Ordinal)
    {
        ["eq"] = "=", ["ne"] = "<>", ["lt"] = "<", ["le"] = "<=", ["gt"] = ">", ["ge"] = ">=",
    };

    /// <summary>A condition.</summary>
    /// <exception cref="ProblemException">400: it is none, or names what does not exist.</exception>
    public string Condition(Expression expression) => expression switch
    {
        Call { Name: "and" or "or" } call => $"({string.Join($" {call.Name.ToUpperInvariant()} ", call.Arguments.Select(Condition))})",
        Call { Name: "not" } call => $"(NOT {Condition(call.Arguments[0])})",
        _ => Atom(expression),
    };

    /// <summary>A value to sort by.</summary>
    /// <exception cref="ProblemException">400: it has no order, or is one of many.</exception>
    public Term SortValue(Expression expression)
    {
        var paths = new PathSql(sql, type, alias, parameter);
        var term = Write(expression, paths);
        if (paths.HasMany)
            throw Wrong(expression, "The order goes over a relation to many entities, which have no one value");
        if (term.Kind == ValueKind.Json)
            term = Text(term);
        if (term.Kind == ValueKind.Geometry)
            term = term with { Kind = ValueKind.Text, Text = $"ST_AsText({term.Text})" };
        return term.Kind is ValueKind.Number or ValueKind.Text or ValueKind.Time or ValueKind.Period
            ? term with { Text = paths.Scalar(term.Text) }
            : throw Wrong(expression, $"There is no order of values that are {term.Named}");
    }

    private string Atom(Expression expression)
    {
        var paths = new PathSql(sql, type, alias, parameter);
        var term = Convert(Write(expression, paths), ValueKind.Boolean);
        return paths.Exists(term.Text);
    }

    private Term Write(Expression expression, PathSql paths) => expression switch
    {
        PropertyPath path => paths.Of(path),
        Constant { Value: double number } => Number(number, expression),
        Constant { Value: string text } => new Term($"{sql.Value(text)}::text", ValueKind.Text, expression),
        Constant { Value: bool flag } => new Term(flag ? "true" : "false", ValueKind.Boolean, expression),
        Constant => new Term("NULL::jsonb", ValueKind.Json, expression),
        TimeConstant time => Time(time.Begin, expression),
        DurationConstant duration => new Term($"{sql.Value(duration.Length)}::interval", ValueKind.Duration, expression),
        GeometryConstant geometry => new Term($"ST_GeomFromWKB({sql.Value(geometry.Wkb)}, 4326)", ValueKind.Geometry, expression),
        Call { Name: "and" or "or" or "not" } call => new Term(Condition(call), ValueKind.Boolean, expression),
        Call call when _comparisons.ContainsKey(call.Name) => Compare(call, Write(call.Arguments[0], paths), Write(call.Arguments[1], paths)),
        Call call => Called(call, [.. call.Arguments.Select(a => Write(a, paths))]),
        _ => throw new InvalidOperationException($"An expression {expression.GetType().Name} is not known."),
    };

    private Term Compare(Call call, Term left, Term right)
    {
        if (left.IsNull || right.IsNull)
            return Null(call, left.IsNull ? right : left);
        (left, right) = Alike(call, left, right);
        var text = right.Source is TimeConstant { End: { } end } && right.Kind == ValueKind.Time
            ? Against(call.Name, left.Text, right.Text, $"{sql.Value(end)}::timestamptz")
            : $"({left.Text} {_comparisons[call.Name]} {right.Text})";
        return new Term(text, ValueKind.Boolean, call);
    }

    /// <summary>A time before, in or after a period.</summary>
    private static string Against(string comparison, string time, string begin, string end) => comparison switch
    {
        "lt" => $"({time} < {begin})",
        "gt" => $"({time} >= {end})",
        "le" => $"({time} < {end})",
        "ge" => $"({time} >= {begin})",
        "eq" => $"({time} >= {begin} AND {time} < {end})",
        _ => $"({time} < {begin} OR {time} >= {end})",
    };

    private Term Null(Call call, Term other) => call.Name switch
    {
        "eq" => new Term($"({Known(other)} IS NULL)", ValueKind.Boolean, call),
        "ne" => new Term($"({Known(other)} IS NOT NULL)", ValueKind.Boolean, call),
        _ => throw Wrong(call, $"'{call.Name}' does not compare with null; 'eq' and 'ne' do"),
    };

    private static string Known(Term term) => term.Json is { } others ? $"coalesce(to_jsonb({term.Text}), {others})" : term.Text;

    /// <summary>Both as values of one kind: JSON as what it is compared with, a text that is a number or a time as that.</summary>
    private (Term Left, Term Right) Alike(Call call, Term left, Term right)
    {
        if (left.Kind == ValueKind.Json && right.Kind == ValueKind.Json)
            return (Text(left), Text(right));
        if (left.Json is not null && right.Kind == ValueKind.Text)
            return (Worded(left), right);
        if (right.Json is not null && left.Kind == ValueKind.Text)
            return (left, Worded(right));
        if (left.Json is not null && right.Kind == ValueKind.Boolean)
            return (Convert(Other(left), ValueKind.Boolean), right);
        if (right.Json is not null && left.Kind == ValueKind.Boolean)
            return (left, Convert(Other(right), ValueKind.Boolean));
        foreach (var kind in (ReadOnlySpan<ValueKind>)[ValueKind.Json, ValueKind.Text])
        {
            if (left.Kind == kind && right.Kind != kind)
                return (Convert(left, Plain(right.Kind)), right);
            if (right.Kind == kind && left.Kind != kind)
                return (left, Convert(right, Plain(left.Kind)));
        }

        return Plain(left.Kind) == Plain(right.Kind) && left.Kind != ValueKind.Geometry
            ? (left, right)
            : throw Wrong(call, $"'{call.Name}' compares {left.Named} with {right.Named}");
    }

    private Term Called(Call call, List<Term> arguments)
    {
        if (call.Name is "add" or "sub" && arguments.Exists(a => a.Kind is ValueKind.Time or ValueKind.Period or ValueKind.Duration))
            return Shifted(call, arguments[0], arguments[1]);
        var function = FunctionSql.Find(call.Name, arguments.Count) ?? throw NoSuch(call, arguments.Count);
        var texts = arguments.Select((a, i) => (object)Convert(a, function.Takes[i]).Text).ToArray();
        return new Term(string.Format(CultureInfo.InvariantCulture, function.Sql, texts), function.Gives, call);
    }

    private ProblemException NoSuch(Call call, int arguments) => Wrong(call, FunctionSql.Arguments(call.Name) is [_, ..] known
        ? $"'{call.Name}' takes {string.Join(" or ", known)} arguments, not {arguments}"
        : $"There is no function '{call.Name}'");

    /// <summary>Times and durations, added and taken away (OData 4.0, clause 5.1.1.2).</summary>
    private Term Shifted(Call call, Term left, Term right)
    {
        var gives = (Plain(left.Kind), call.Name, Plain(right.Kind)) switch
        {
            (ValueKind.Time, _, ValueKind.Duration) => ValueKind.Time,
            (ValueKind.Duration, "add", ValueKind.Time) => ValueKind.Time,
            (ValueKind.Duration, _, ValueKind.Duration) => ValueKind.Duration,
            (ValueKind.Time, "sub", ValueKind.Time) => ValueKind.Duration,
            _ => throw Wrong(call, $"'{call.Name}' does not go with {left.Named} and {right.Named}"),
        };
        return new Term($"({left.Text} {(call.Name == "add" ? '+' : '-')} {right.Text})", gives, call);
    }

    private Term Convert(Term term, ValueKind kind)
    {
        if (Plain(term.Kind) == kind)
            return term;
        return (term.Kind, kind) switch
        {
            (ValueKind.Json, ValueKind.Text) => Text(term),
            (ValueKind.Number, ValueKind.Text) when term.Json is not null => Worded(term),
            (ValueKind.Json, ValueKind.Number) => term with { Kind = kind, Text = $"(CASE jsonb_typeof({term.Text}) WHEN 'number' THEN ({term.Text} #>> '{{}}')::float8 END)" },
            (ValueKind.Json, ValueKind.Boolean) when !term.IsNull => term with { Kind = kind, Text = $"(CASE jsonb_typeof({term.Text}) WHEN 'boolean' THEN ({term.Text} #>> '{{}}')::boolean END)" },
            (ValueKind.Text, ValueKind.Number) when term.Source is Constant { Value: string text } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) =>
                Number(number, term.Source),
            (ValueKind.Text, ValueKind.Time) when term.Source is Constant { Value: string text } && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) =>
                Time(time, term.Source),
            _ => throw Wrong(term.Source, $"What stands here is {term.Named} and should be {Term.Name(kind)}"),
        };
    }

    private Term Number(double number, Expression source) => new($"{sql.Value(number)}::float8", ValueKind.Number, source);

    private Term Time(DateTime time, Expression source) => new($"{sql.Value(time)}::timestamptz", ValueKind.Time, source);

    /// <summary>What may be a number or something else, as a text: so it is compared with a text, sign by sign.</summary>
    private static Term Worded(Term term) => term with { Kind = ValueKind.Text, Text = $"coalesce({term.Text}::text, {term.Json} #>> '{{}}') COLLATE \"C\"" };

    /// <summary>What is no number, of what may be one.</summary>
    private static Term Other(Term term) => new(term.Json!, ValueKind.Json, term.Source);

    private static Term Text(Term json) => json with { Kind = ValueKind.Text, Text = $"({json.Text} #>> '{{}}')" };

    private static ValueKind Plain(ValueKind kind) => kind == ValueKind.Period ? ValueKind.Time : kind;

    private ProblemException Wrong(Expression at, string what) => ProblemException.Parameter400(parameter, $"{what}, at position {at.At + 1}.");
}
