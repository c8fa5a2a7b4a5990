using System.Text.RegularExpressions;

namespace UrbanDataHub.Schemas;

/// <summary>
/// Which names a property may have. A property has one name at every door (GeoJSON, CQL2, GraphQL, CSV), so the narrowest
/// decides: GraphQL's, with the length of a PostgreSQL identifier.
/// </summary>
public static partial class PropertyNames
{
    /// <summary>Longest name; one less than PostgreSQL keeps, for the <c>_</c> that <see cref="Column"/> may add.</summary>
    public const int Longest = 62;

    /// <summary>Names that every feature has beside its properties.</summary>
    private static readonly HashSet<string> s_ofFeature = new(StringComparer.Ordinal) { "id", "city" };

    /// <summary>Columns of ours in tables and staging (infra/decisions/0002), and those that PostgreSQL keeps for itself.</summary>
    private static readonly HashSet<string> s_ownColumns = new(StringComparer.Ordinal)
    {
        "local_id", "from_source", "geom", "row_fingerprint", "change_xid", "change_seq", "created_xid", "changed_at", "deleted_at",
        "row_file", "row_line", "row_ewkb",
        "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid",
    };

    /// <summary>Query parameters of items requests that are or may become ours (OGC API Features Part 1 to 6), with those of GraphQL.</summary>
    private static readonly HashSet<string> s_parameters = new(StringComparer.Ordinal)
    {
        "limit", "cursor", "after", "keys", "since", "first", "offset", "bbox", "datetime", "city", "strict", "ids", "q",
        "filter", "sortby", "crs", "properties", "f", "lang", "profile",
    };

    /// <summary>Whether a descriptor may have a property of this name.</summary>
    public static bool IsValid(string name) => name.Length <= Longest && Pattern().IsMatch(name) && !s_ofFeature.Contains(name);

    /// <summary>Whether <c>?name=value</c> asks the property; otherwise the name means something else there, and a filter asks it.</summary>
    public static bool IsParameter(string name) => !s_parameters.Contains(name);

    /// <summary>The table's column of a property: its name, and one <c>_</c> more where the name is a column of ours.</summary>
    public static string Column(string name) => s_ownColumns.Contains(name.TrimEnd('_')) ? name + "_" : name;

    // Two underscores at the beginning are GraphQL's own (specification, section 2.1.9).
    [GeneratedRegex("^(?!__)[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Pattern();
}
