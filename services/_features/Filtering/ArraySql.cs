namespace UrbanDataHub.Features.Filtering;

/// <summary>
/// Array functions of CQL2 (clause 7.9). Arrays are sets: order and repetition do not count. Properties are lists of text;
/// literals may hold values of any kind, and then each element is compared with its kind.
/// </summary>
internal static class ArraySql
{
    /// <summary>The SQL of one comparison.</summary>
    public static string Of(string op, Expression left, Expression right, FilterSql sql)
    {
        var plain = IsPlain(left, sql) && IsPlain(right, sql);
        var (a, b) = (Elements(left, plain, sql), Elements(right, plain, sql));
        return op switch
        {
            "a_contains" => $"({a} @> {b})",
            "a_containedby" => $"({a} <@ {b})",
            "a_overlaps" => $"({a} && {b})",
            _ => $"({a} @> {b} AND {a} <@ {b})",
        };
    }

    private static bool IsPlain(Expression array, FilterSql sql) =>
        array is not ArrayLiteral literal || literal.Items.All(item => sql.TypeOf(item) == FilterType.Text);

    private static string Elements(Expression array, bool plain, FilterSql sql)
    {
        if (array is ArrayLiteral literal)
            return $"ARRAY[{string.Join(", ", literal.Items.Select(item => plain ? $"({sql.Of(item)})::text" : Marked(item, sql)))}]::text[]";
        var column = sql.Of(array);
        return plain ? column : $"(CASE WHEN {column} IS NOT NULL THEN ARRAY(SELECT 't' || element FROM unnest({column}) AS element) END)";
    }

    /// <summary>A value as text, with a letter for its kind before it.</summary>
    private static string Marked(Expression item, FilterSql sql) => sql.TypeOf(item) switch
    {
        FilterType.Text => $"('t' || ({sql.Of(item)}))",
        FilterType.Number => $"('n' || ({sql.Of(item)})::double precision)",
        FilterType.Boolean => $"('b' || ({sql.Of(item)}))",
        FilterType.Date => $"('d' || ({sql.Of(item)}))",
        FilterType.Instant => $"('i' || extract(epoch FROM {sql.Of(item)}))",
        FilterType.Geometry => $"('g' || ST_AsText({sql.Of(item)}))",
        var type => throw FilterFault.Because($"An element of an array is {type.Word()}, which arrays do not hold here."),
    };
}
