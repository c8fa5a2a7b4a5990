using System.Text.Json;
using UrbanDataHub.Portal.Language;

namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>A link of a document (OGC API Common Part 1), in words.</summary>
/// <param name="Href">Where it leads; below the visitor's own host without scheme and host.</param>
/// <param name="Templated">True when the address has parts in braces.</param>
public sealed record DocumentLink(string Rel, string? Type, string Href, string? Title, bool Templated)
{
    /// <summary>The links of an object.</summary>
    /// <param name="host">Host that the visitor asked.</param>
    public static IReadOnlyList<DocumentLink> Of(JsonElement element, HostString host) =>
        [.. element.Array("links").Select(l => Read(l, host)).OfType<DocumentLink>()];

    /// <summary>The links that lead on: neither to the document itself nor to the same place twice.</summary>
    public static IReadOnlyList<DocumentLink> Onward(IEnumerable<DocumentLink> links) =>
        [.. links.Where(l => l.Rel is not ("self" or "alternate" or "next" or "prev")).DistinctBy(l => (l.Href, Name(l.Rel) is "schema" ? "describedby" : Name(l.Rel)))];

    /// <summary>What stands there.</summary>
    public string In(Wording words) => (Name(Rel), Type) switch
    {
        ("service-desc", _) => words.Say("API definition (OpenAPI)"),
        ("service-doc", _) => words.Say("API documentation"),
        ("conformance", _) => words.Say("Conformance classes"),
        ("data", _) => words.Say("Collections"),
        ("functions", _) => words.Say("Functions for filters"),
        ("tilesets-vector", _) => words.Say("Vector tiles"),
        ("tiling-schemes", _) => words.Say("Tile matrix sets"),
        ("tiling-scheme", _) => words.Say("Tile matrix set"),
        ("items", _) => words.Say("Features"),
        ("schema" or "describedby", _) => words.Say("Schema"),
        ("queryables", _) => words.Say("Properties to filter by"),
        ("sortables", _) => words.Say("Properties to sort by"),
        ("changes", _) => words.Say("Change feed"),
        ("license", _) => words.Say("Licence: {0}", Href),
        ("geodata" or "collection", _) => words.Say("Collection"),
        ("enclosure", _) => words.Say("Download as {0}", Title ?? Type ?? Href),
        ("item", "application/vnd.mapbox-vector-tile") => words.Say("One tile"),
        ("related", "application/json") when Href.EndsWith("/cities", StringComparison.Ordinal) => words.Say("Cities"),
        ("related", "text/html") when Href.EndsWith("/developers", StringComparison.Ordinal) => words.Say("For developers"),
        ("related", "text/html") when Href.EndsWith("/datasets", StringComparison.Ordinal) => words.Say("Datasets"),
        (var name, _) => Title is null ? Templated ? name : $"{name}: {Href}" : Href.EndsWith('/') ? Title : $"{Title}: {Href}",
    };

    /// <summary>What one finds there, for the links of a landing page; null where the name says it all.</summary>
    public string? Hint(Wording words) => (Name(Rel), Type) switch
    {
        ("data", _) => words.Say("What there is, city by city, with features to filter, sort and page through."),
        ("service-doc", _) => words.Say("Every address and every parameter, to read."),
        ("service-desc", _) => words.Say("The same for programs, as OpenAPI 3.0."),
        ("conformance", _) => words.Say("Which standards this API keeps to."),
        ("functions", _) => words.Say("What filters may call."),
        ("tilesets-vector", _) => words.Say("All collections on a map, as Mapbox vector tiles."),
        ("tiling-schemes", _) => words.Say("How the tiles divide the world."),
        ("related", "application/json") => words.Say("Who takes part, and who answers now."),
        ("related", _) => words.Say("In the portal, for people."),
        _ => null,
    };

    /// <summary>Whether the link is a download.</summary>
    public bool IsDownload => Rel == "enclosure";

    private static string Name(string rel) => rel[(rel.LastIndexOfAny(['/', ':']) + 1)..];

    private static DocumentLink? Read(JsonElement link, HostString host)
    {
        if (link.Text("href") is not { } href)
            return null;
        var templated = link.Member("templated").ValueKind == JsonValueKind.True;
        // Another scheme than these would be a script.
        if (!templated && !(Uri.TryCreate(href, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            return null;
        var (rel, local) = (link.Text("rel") ?? "related", Local(href, host));
        // The definition stands at the address of its page, which a browser would get.
        if (rel == "service-desc" && local[0] == '/')
            local += "?f=json";
        return new DocumentLink(rel, link.Text("type"), local, link.Text("title"), templated);
    }

    private static string Local(string href, HostString host)
    {
        foreach (var root in (ReadOnlySpan<string>)[$"https://{host}/", $"http://{host}/"])
        {
            if (href.StartsWith(root, StringComparison.OrdinalIgnoreCase))
                return href[(root.Length - 1)..];
        }

        return href;
    }
}
