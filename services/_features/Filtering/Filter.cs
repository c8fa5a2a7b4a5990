using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Filtering;

/// <summary>
/// The parameters <c>filter</c>, <c>filter-lang</c> and <c>filter-crs</c> (OGC API Features Part 3, clause 6.3), read and
/// checked against a collection.
/// </summary>
/// <param name="Expression">The checked expression.</param>
/// <param name="Crs">In which its geometries stand.</param>
/// <param name="Text">As the client wrote it.</param>
public sealed record Filter(Expression Expression, CoordinateSystem Crs, string Text)
{
    /// <summary>The encodings: values of <c>filter-lang</c>, the default first.</summary>
    public static readonly IReadOnlyList<string> Languages = ["cql2-text", "cql2-json"];

    /// <summary>Reads the three parameters; null if there is no filter.</summary>
    /// <exception cref="ProblemException">400: a parameter is wrong; the message says what would be right.</exception>
    public static Filter? Read(string? text, string? language, string? crs, CollectionDescriptor collection)
    {
        var chosen = language ?? Languages[0];
        if (!Languages.Contains(chosen))
            throw ProblemException.Parameter400("filter-lang", $"'{language}' is not a language of filters; there are {string.Join(", ", Languages)}.");
        var system = CoordinateSystem.Read("filter-crs", crs);
        if (text is null)
            return null;
        var expression = chosen == "cql2-json" ? Cql2Json.Parse(text) : Cql2Text.Parse(text);
        return new Filter(FilterCheck.Filter(expression, collection), system, text);
    }

    /// <summary>
    /// Whether an error of the database can only come from what a filter calculates: a data exception, such as a number out
    /// of range (class 22), or an operation that the geometry library does not know for these geometries.
    /// </summary>
    internal static bool IsAtFault(string state) => state.StartsWith("22", StringComparison.Ordinal) || state == "XX000";

    /// <summary>400 for such an error.</summary>
    internal static ProblemException NotComputable(string reason) => FilterFault.Because($"The filter cannot be calculated for every row: {reason}.");

    /// <summary>For the canonical form of a question.</summary>
    public override string ToString() => $"{Crs.Srid}{(Crs.NorthFirst ? "n" : "")}:{Uri.EscapeDataString(Text)}";
}
