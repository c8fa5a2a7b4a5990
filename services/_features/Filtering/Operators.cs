namespace UrbanDataHub.Features.Filtering;

/// <summary>The operators of CQL2, by the names of the JSON encoding in lower case.</summary>
public static class Operators
{
    private static readonly HashSet<string> _comparisons = ["=", "<>", "<", ">", "<=", ">="];
    private static readonly HashSet<string> _arithmetic = ["+", "-", "*", "/", "%", "div", "^"];

    private static readonly HashSet<string> _spatial =
        ["s_intersects", "s_equals", "s_disjoint", "s_touches", "s_within", "s_overlaps", "s_crosses", "s_contains"];

    private static readonly HashSet<string> _temporal =
    [
        "t_after", "t_before", "t_contains", "t_disjoint", "t_during", "t_equals", "t_finishedby", "t_finishes",
        "t_intersects", "t_meets", "t_metby", "t_overlappedby", "t_overlaps", "t_startedby", "t_starts",
    ];

    private static readonly HashSet<string> _array = ["a_equals", "a_contains", "a_containedby", "a_overlaps"];

    /// <summary>Whether it compares two values.</summary>
    public static bool IsComparison(string op) => _comparisons.Contains(op);

    /// <summary>Whether it calculates.</summary>
    public static bool IsArithmetic(string op) => _arithmetic.Contains(op);

    /// <summary>Whether it compares two geometries.</summary>
    public static bool IsSpatial(string op) => _spatial.Contains(op);

    /// <summary>Whether it compares two times.</summary>
    public static bool IsTemporal(string op) => _temporal.Contains(op);

    /// <summary>Whether it compares two arrays.</summary>
    public static bool IsArray(string op) => _array.Contains(op);
}
