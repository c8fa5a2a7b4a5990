using UrbanDataHub.Features.Asking;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Sql;

/// <summary>One step of the order of rows.</summary>
/// <param name="Text">What is sorted by, as SQL.</param>
/// <param name="Type">Its SQL type.</param>
/// <param name="Nullable">Whether it may be null; null comes last in either direction.</param>
internal sealed record OrderStep(string Text, string Type, bool Descending, bool Nullable);

/// <summary>The order of rows: what was asked, and behind it the key, so that no two rows stand at the same place.</summary>
internal sealed class RowOrder
{
    private const string Times = "timestamptz";
    private readonly List<OrderStep> _steps;

    private RowOrder(List<OrderStep> steps) => _steps = steps;

    /// <summary>Where a row stands: a text or null for each step, as an array of SQL.</summary>
    public string Position => $"ARRAY[{string.Join(", ", _steps.Select(Told))}]";

    /// <summary>The steps, for whoever merges rows of several services.</summary>
    public IReadOnlyList<OrderStep> Steps => _steps;

    /// <summary>What follows ORDER BY.</summary>
    public string By => string.Join(", ", _steps.Select(s => s.Text + (s.Descending ? " DESC" : "") + (s.Nullable ? " NULLS LAST" : "")));

    /// <summary>The order of a question.</summary>
    public static RowOrder Of(SqlText sql, EntityQuery query, string alias)
    {
        var key = query.Type.Key.Select(k => new OrderStep($"{alias}.{k.Column}", k.Type, false, false)).ToList();
        var filter = new FilterSql(sql, query.Type, alias, "$orderby");
        var asked = query.Order.Select(o => (Term: filter.SortValue(o.Expression), o.Descending))
            .Select(o => new OrderStep(Sorted(o.Term), TypeOf(o.Term.Kind), o.Descending, !key.Exists(k => k.Text == o.Term.Text))).ToList();
        return new RowOrder([.. asked, .. key.Where(k => asked.TrueForAll(s => s.Text != k.Text))]);
    }

    /// <summary>A condition that holds for the rows behind a position.</summary>
    /// <exception cref="Hosting.Web.ProblemException">400: the position is one of another order.</exception>
    public string Behind(SqlText sql, IReadOnlyList<string?> position)
    {
        if (position.Count != _steps.Count || _steps.Zip(position).Any(p => p.Second is null && !p.First.Nullable))
            throw CursorCodec.Foreign(QueryOptions.SkipToken);
        var values = _steps.Zip(position).Select(p => p.Second is null ? null : $"{sql.Value(p.Second)}::text::{p.First.Type}").ToList();
        // One comparison of rows, where it says the same, lets an index go there directly.
        if (_steps.TrueForAll(s => s is { Descending: false, Nullable: false }))
            return $"({string.Join(", ", _steps.Select(s => s.Text))}) > ({string.Join(", ", values)})";
        var ways = _steps.Select((step, i) => string.Join(" AND ", _steps.Take(i).Zip(values, Equal).Append(After(step, values[i]))));
        var all = $"({string.Join(" OR ", ways.Select(w => $"({w})"))})";
        return _steps[0] is { Nullable: false } first ? $"{first.Text} {(first.Descending ? "<=" : ">=")} {values[0]} AND {all}" : all;
    }

    /// <summary>Text goes by code point: so every database of a federation sorts alike, whatever its collation.</summary>
    private static string Sorted(Term term) => term.Kind == ValueKind.Text ? $"({term.Text}) COLLATE \"C\"" : term.Text;

    /// <summary>Times as JSON has them, since plain text follows the settings of a session.</summary>
    private static string Told(OrderStep step) => step.Type == Times ? $"(to_jsonb({step.Text}) #>> '{{}}')" : $"({step.Text})::text";

    private static string Equal(OrderStep step, string? value) => value is null ? $"{step.Text} IS NULL" : $"{step.Text} = {value}";

    private static string After(OrderStep step, string? value)
    {
        if (value is null)
            return "false";
        var comparison = $"{step.Text} {(step.Descending ? '<' : '>')} {value}";
        return step.Nullable ? $"({comparison} OR {step.Text} IS NULL)" : comparison;
    }

    private static string TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.Number => "float8",
        ValueKind.Text => "text",
        _ => Times,
    };
}
