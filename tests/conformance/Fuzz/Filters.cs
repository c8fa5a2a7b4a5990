using CsCheck;

namespace UrbanDataHub.Tests.Conformance.Fuzz;

/// <summary>CQL2 filters over the properties of a collection: right ones, wrong ones, and right ones with a slip of the pen.</summary>
internal static class Filters
{
    private static readonly Gen<string> _literal = Gen.Frequency(
        (3, Gen.OneOfConst("1", "-1.5", "1e300", "'a'", "'Leipzig'", "''''", "true", "FALSE", "NULL", "DATE('2024-02-29')", "DATE('2023-02-29')", "TIMESTAMP('2024-01-01T00:00:00Z')",
            "INTERVAL('..','2024-01-01')", "INTERVAL('2025-01-01','2024-01-01')", "('a','b')", "()")),
        (2, Gen.OneOfConst(
            "POINT(12.4 51.3)", "POINT(1e9 1e9)", "LINESTRING(12 51,13 52)", "POLYGON((12 51,13 51,13 52,12 51))", "POLYGON((12 51,13 51))", "POLYGON((0 0,1 1,1 0,0 1,0 0))",
            "BBOX(12,51,13,52)", "BBOX(170,-10,-170,10)", "BBOX(1,2,3)", "GEOMETRYCOLLECTION(POINT(7 51))", "MULTIPOINT EMPTY", "POINT(NaN 1)")),
        (1, Gen.Double.Select(d => d.ToString("R", System.Globalization.CultureInfo.InvariantCulture))),
        (1, Gen.String[Gen.Char["abc%_äß"], 0, 12].Select(text => $"'{text}'")));

    private static readonly Gen<string> _function = Gen.OneOfConst(
        "S_INTERSECTS", "S_WITHIN", "S_DISJOINT", "S_TOUCHES", "S_CROSSES", "S_EQUALS", "T_AFTER", "T_BEFORE", "T_DURING", "T_INTERSECTS", "A_CONTAINS", "A_OVERLAPS", "CASEI", "ACCENTI", "upper", "pg_sleep", "now");

    /// <summary>Filters over these properties.</summary>
    public static Gen<string> Over(IReadOnlyList<string> properties)
    {
        var property = Gen.Frequency((5, Gen.OneOfConst([.. properties, "geometry", "id"])), (1, Gen.OneOfConst("nothing", "\"x y\"", "\"", "geom", "row_fingerprint")));
        var value = Gen.Recursive<string>((depth, again) => depth > 2
            ? Gen.OneOf(property, _literal)
            : Gen.Frequency((4, property), (5, _literal), (1, Gen.Select(again, Gen.OneOfConst("+", "-", "*", "/", "%", "^", "div"), again, (a, o, b) => $"{a} {o} {b}")), (1, Call(again)), (1, again.Select(a => $"({a})"))));
        var comparison = Gen.Frequency(
            (5, Gen.Select(value, Gen.OneOfConst("=", "<>", "<", ">", "<=", ">=", "==", "!="), value, (a, o, b) => $"{a} {o} {b}")),
            (1, Gen.Select(value, value, (a, b) => $"{a} LIKE {b}")),
            (1, Gen.Select(value, value, value, (a, b, c) => $"{a} BETWEEN {b} AND {c}")),
            (1, Gen.Select(value, value.Array[0, 4], (a, list) => $"{a} IN ({string.Join(',', list)})")),
            (1, Gen.Select(value, Gen.OneOfConst("IS NULL", "IS NOT NULL", "is null"), (a, o) => $"{a} {o}")),
            (3, Call(value)));
        var condition = Gen.Recursive<string>((depth, again) => depth > 3
            ? comparison
            : Gen.Frequency((5, comparison), (2, Gen.Select(again, Gen.OneOfConst("AND", "OR", "and"), again, (a, o, b) => $"({a} {o} {b})")), (1, again.Select(a => $"NOT ({a})"))));
        return Gen.Frequency((6, condition), (2, OddTexts.Broken(condition)), (1, OddTexts.Any), (1, Deep(condition)));
    }

    private static Gen<string> Call(Gen<string> argument) =>
        Gen.Select(_function, argument.Array[0, 3], (name, arguments) => $"{name}({string.Join(',', arguments)})");

    private static Gen<string> Deep(Gen<string> condition) =>
        Gen.Select(condition, Gen.Int[10, 800], (text, depth) => string.Concat(Enumerable.Repeat("NOT(", depth)) + text + new string(')', depth));
}
