namespace UrbanDataHub.Features.Filtering;

/// <summary>A function that filters may call beside those of CQL2.</summary>
/// <param name="Name">As it is called, in any case.</param>
/// <param name="Sql">Its SQL, with {0}, {1} for the arguments; never an error, whatever these are.</param>
public sealed record FilterFunction(string Name, string Description, FilterType Returns, IReadOnlyList<(string Name, FilterType Type)> Arguments, string Sql);

/// <summary>The functions there are, for <c>/functions</c> (OGC API Features Part 3, clause 6.5).</summary>
public static class Functions
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<FilterFunction> All =
    [
        new("lower", "The text in lower case.", FilterType.Text, [("text", FilterType.Text)], "lower({0} COLLATE \"und-x-icu\")"),
        new("upper", "The text in upper case.", FilterType.Text, [("text", FilterType.Text)], "upper({0} COLLATE \"und-x-icu\")"),
        new("length", "Number of characters.", FilterType.Number, [("text", FilterType.Text)], "length({0})::double precision"),
        new("abs", "The number without its sign.", FilterType.Number, [("number", FilterType.Number)], "abs({0})"),
        new("floor", "The greatest whole number that is not greater.", FilterType.Number, [("number", FilterType.Number)], "floor({0})"),
        new("ceil", "The least whole number that is not less.", FilterType.Number, [("number", FilterType.Number)], "ceil({0})"),
        new("round", "The nearest whole number; the even one of two.", FilterType.Number, [("number", FilterType.Number)], "round({0})"),
        new("area", "Square metres of a polygon on the ellipsoid.", FilterType.Number, [("geometry", FilterType.Geometry)], "ST_Area({0}::geography)"),
        new("perimeter", "Metres around a polygon, or along a line, on the ellipsoid.", FilterType.Number, [("geometry", FilterType.Geometry)], "(ST_Length({0}::geography) + ST_Perimeter({0}::geography))"),
        new("distance", "Metres between two geometries on the ellipsoid.", FilterType.Number, [("geometry", FilterType.Geometry), ("geometry", FilterType.Geometry)], "ST_Distance({0}::geography, {1}::geography)"),
        new("now", "The present instant.", FilterType.Instant, [], "now()"),
    ];

    /// <summary>The function of this name; null if there is none.</summary>
    public static FilterFunction? Find(string name) => All.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
