namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>Kinds of documents that have a page of their own form; <see cref="Other"/> are shown member by member.</summary>
public enum DocumentKind
{
    Landing,
    Conformance,
    Api,
    Functions,
    Collections,
    Collection,
    Schema,
    Items,
    Feature,
    Records,
    Other,
}

/// <summary>What an address of an OGC API names.</summary>
/// <param name="Landing">Path of the landing page of the API.</param>
/// <param name="City">The city whose API it is; null for that of all cities.</param>
/// <param name="Segments">The path below the landing page, unescaped.</param>
public sealed record OgcPlace(string Landing, string? City, IReadOnlyList<string> Segments)
{
    /// <summary>The collection whose items are records of datasets (OGC API Records Part 1).</summary>
    private const string Datasets = "datasets";

    /// <summary>Path of the document.</summary>
    public string Path => At(Segments.Count);

    /// <summary>The collection that the address is about; null for none.</summary>
    public string? Collection => Segments is ["collections", var id, ..] ? id : null;

    /// <summary>Path of the collection's features.</summary>
    public string Items => $"{At(2)}/items";

    /// <summary>The kind of the document, going by its address.</summary>
    public DocumentKind Kind => Segments switch
    {
        [] => DocumentKind.Landing,
        ["conformance"] => DocumentKind.Conformance,
        ["api"] => DocumentKind.Api,
        ["functions"] => DocumentKind.Functions,
        ["collections"] => DocumentKind.Collections,
        ["collections", _] => DocumentKind.Collection,
        ["collections", _, "schema" or "queryables" or "sortables"] => DocumentKind.Schema,
        ["collections", Datasets, "items"] => DocumentKind.Records,
        ["collections", _, "items"] => DocumentKind.Items,
        ["collections", _, "items", _] => DocumentKind.Feature,
        _ => DocumentKind.Other,
    };

    /// <summary>Path of the document above, so many segments below the landing page.</summary>
    public string At(int depth) => Landing + string.Concat(Segments.Take(depth).Select(s => "/" + Escaped(s)));

    /// <summary>A segment of a path; the colon of feature ids may stay.</summary>
    public static string Escaped(string segment) => Uri.EscapeDataString(segment).Replace("%3A", ":", StringComparison.Ordinal);

    /// <summary>Reads the path of a request.</summary>
    public static OgcPlace Read(PathString path)
    {
        var parts = path.ToUriComponent().Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        return parts is ["cities", var city, "ogc", .. var below]
            ? new OgcPlace($"/cities/{Uri.EscapeDataString(city)}/ogc", city, below)
            : new OgcPlace("/ogc", null, parts[1..]);
    }
}
