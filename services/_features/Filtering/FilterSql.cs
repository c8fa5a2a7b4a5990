using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Querying;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Filtering;

/// <summary>
/// A checked filter as a condition of PostgreSQL. Literals are parameters, names come from the descriptor; the three-valued
/// logic of SQL is that of CQL2 (clause 6.4). Text is compared by code point.
/// </summary>
internal sealed class FilterSql(NpgsqlParameterCollection parameters, CollectionDescriptor collection, CoordinateSystem crs)
{
    /// <summary>The condition of a filter.</summary>
    public static string Condition(Filter filter, NpgsqlParameterCollection parameters, CollectionDescriptor collection) =>
        new FilterSql(parameters, collection, filter.Crs).Of(filter.Expression);

    /// <summary>The SQL of an expression.</summary>
    public string Of(Expression expression) => expression switch
    {
        PropertyReference property => Property(property.Name),
        TextLiteral text => Parameter(text.Value, NpgsqlDbType.Text),
        IntegerLiteral whole => Parameter(whole.Value, NpgsqlDbType.Bigint),
        NumberLiteral number => Parameter(number.Value, NpgsqlDbType.Double),
        BooleanLiteral { Value: var value } => value ? "TRUE" : "FALSE",
        DateLiteral date => Parameter(date.Value, NpgsqlDbType.Date),
        InstantLiteral instant => Parameter(instant.Value, NpgsqlDbType.TimestampTz),
        GeometryLiteral or BoxLiteral => SpatialSql.Literal(expression, crs, Parameter),
        Operation operation => Operation(operation),
        // Intervals and arrays stand only where their own operators read them.
        _ => throw FilterFault.Because("An interval or array stands where a single value is expected."),
    };

    /// <summary>Whether the expression yields this type.</summary>
    public FilterType TypeOf(Expression expression) => FilterCheck.TypeOf(expression, collection);

    /// <summary>Adds a parameter.</summary>
    public string Parameter(object value, NpgsqlDbType type)
    {
        parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        return "$" + parameters.Count.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Text as it is compared: by code point, whatever the database was made with.</summary>
    public string Text(Expression expression) => $"({Of(expression)}) COLLATE \"C\"";

    /// <summary>An instant; a day is its begin in UTC.</summary>
    public string Instant(Expression expression) =>
        TypeOf(expression) == FilterType.Date ? $"(({Of(expression)})::timestamp AT TIME ZONE 'UTC')" : Of(expression);

    private string Property(string name) => collection.Find(name) switch
    {
        { Kind: PropertyKind.Geometry } => "geom",
        null when name == SortOrder.Id => RowId.Sql(collection),
        null => Sql.Name(SortOrder.City.Column),
        { Column: var column } => Sql.Name(column),
    };

    private string Operation(Operation operation)
    {
        var (op, args) = (operation.Op, operation.Args);
        return op switch
        {
            "and" or "or" => "(" + string.Join($" {op.ToUpperInvariant()} ", args.Select(Of)) + ")",
            "not" => $"(NOT {Of(args[0])})",
            "isnull" => IsNull(args[0]),
            "like" => $"({Text(args[0])} LIKE {Text(args[1])})",
            "between" => Between(args),
            "in" => $"({string.Join(" OR ", ((ArrayLiteral)args[1]).Items.Select(item => Compare("=", args[0], item)))})",
            "casei" => CaseFolded(Of(args[0])),
            "accenti" => $"normalize(regexp_replace(normalize({Of(args[0])}, NFD), '[\\u0300-\\u036f]', '', 'g'), NFC)",
            _ when Operators.IsComparison(op) => Compare(op, args[0], args[1]),
            _ when Operators.IsArithmetic(op) => ArithmeticSql.Of(op, Of(args[0]), Of(args[1])),
            _ when Operators.IsSpatial(op) => SpatialSql.Of(op, Of(args[0]), Of(args[1])),
            _ when Operators.IsTemporal(op) => TemporalSql.Of(op, args[0], args[1], this),
            _ when Operators.IsArray(op) => ArraySql.Of(op, args[0], args[1], this),
            _ => Call(Functions.Find(op)!, args),
        };
    }

    private string IsNull(Expression expression) => expression switch
    {
        // A literal is never null; an interval is if one of its ends is unknown.
        ArrayLiteral => "FALSE",
        Interval interval => "(" + string.Join(" OR ", new[] { interval.From, interval.To }.OfType<Expression>().Select(e => $"{Of(e)} IS NULL").DefaultIfEmpty("FALSE")) + ")",
        _ => $"(({Of(expression)}) IS NULL)",
    };

    private string Between(IReadOnlyList<Expression> args) =>
        $"({Compare(">=", args[0], args[1])} AND {Compare("<=", args[0], args[2])})";

    private string Compare(string op, Expression left, Expression right) => (TypeOf(left), TypeOf(right)) switch
    {
        (FilterType.Text, _) => $"({Text(left)} {op} {Text(right)})",
        (FilterType.Date, FilterType.Date) => $"({Of(left)} {op} {Of(right)})",
        (FilterType.Date or FilterType.Instant, _) => $"({Instant(left)} {op} {Instant(right)})",
        _ => $"({Of(left)} {op} {Of(right)})",
    };

    /// <summary>
    /// Folding, and not lower case: upper and back makes ß and SS, and the forms of sigma, one. The capital ß, which has no
    /// upper case of its own, is replaced first.
    /// </summary>
    private static string CaseFolded(string text) =>
        $"lower(upper(replace({text}, 'ẞ', 'ß') COLLATE \"und-x-icu\") COLLATE \"und-x-icu\")";

    private string Call(FilterFunction function, IReadOnlyList<Expression> args) =>
        string.Format(CultureInfo.InvariantCulture, function.Sql, [.. args.Zip(function.Arguments, (a, wanted) => wanted.Type == FilterType.Number ? $"({Of(a)})::double precision" : Of(a))]);
}
