namespace UrbanDataHub.Features.Filtering;

/// <summary>
/// Arithmetic of CQL2 (clause 7.11), in double precision. What has no result, such as a division by zero, is unknown: NULL.
/// </summary>
internal static class ArithmeticSql
{
    // exp(709) is the greatest power of e that a double holds.
    private const string Greatest = "709";

    /// <summary>The SQL of one operation.</summary>
    public static string Of(string op, string left, string right)
    {
        var (a, b) = ($"({left})::double precision", $"({right})::double precision");
        return op switch
        {
            "/" => $"({a} / NULLIF({b}, 0))",
            "div" => $"trunc({a} / NULLIF({b}, 0))",
            "%" => $"({a} - {b} * trunc({a} / NULLIF({b}, 0)))",
            "^" => Power(a, b),
            _ => $"({a} {op} {b})",
        };
    }

    private static string Power(string a, string b) => $"""
        (CASE WHEN {a} = 0 THEN CASE WHEN {b} > 0 THEN 0 WHEN {b} = 0 THEN 1 END
              WHEN {a} < 0 AND {b} <> trunc({b}) THEN NULL
              WHEN {b} * ln(abs({a})) > {Greatest} THEN NULL
              WHEN {b} * ln(abs({a})) < -{Greatest} THEN 0
              ELSE power({a}, {b}) END)
        """;
}
