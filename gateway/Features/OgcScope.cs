using UrbanDataHub.Features;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>What an OGC API stands for: the whole federation (<c>/ogc</c>), or one city (<c>/cities/{city}/ogc</c>).</summary>
/// <param name="Root">The gateway as asked.</param>
/// <param name="City">The city; null for the federation.</param>
/// <param name="Language"><c>de</c> or <c>en</c>.</param>
public sealed record OgcScope(string Root, Place? City, LocalText Name, string Language)
{
    private static readonly LocalText Federation = new("alle Städte", "all cities");

    /// <summary>Address of the landing page.</summary>
    public string Landing => City is null ? $"{Root}/ogc" : $"{Root}/cities/{City.City}/ogc";

    /// <summary>The word for this city in the addresses of downloads.</summary>
    public string Download => City?.City ?? "all";

    /// <summary>The scope of a request.</summary>
    public static OgcScope Of(HttpContext context, Place? city, CityNames names) => new(
        PublicAddress.Root(context.Request),
        city,
        city is null ? Federation : names[city.City],
        Web.Language.Choose(context));
}

/// <summary>A link object (OGC API Common Part 1).</summary>
/// <param name="Templated">True where the address has parts in braces to be filled in.</param>
public sealed record Link(string Rel, string Type, string Href, string? Title = null, bool? Templated = null)
{
    /// <summary>Relation of queryables (Part 3).</summary>
    public const string Queryables = "http://www.opengis.net/def/rel/ogc/1.0/queryables";

    /// <summary>Relation of functions (Part 3).</summary>
    public const string Functions = "http://www.opengis.net/def/rel/ogc/1.0/functions";

    /// <summary>Relation of sortables (Part 8, draft; Records Part 1).</summary>
    public const string Sortables = "http://www.opengis.net/def/rel/ogc/1.0/sortables";

    /// <summary>Relation of schemas (Part 5).</summary>
    public const string Schema = "http://www.opengis.net/def/rel/ogc/1.0/schema";

    /// <summary>Relation of a list of vector tilesets (OGC API Tiles Part 1, clause 9).</summary>
    public const string VectorTilesets = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";

    /// <summary>Relation of the list of tile matrix sets.</summary>
    public const string TilingSchemes = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes";

    /// <summary>Relation of the tile matrix set of a tileset.</summary>
    public const string TilingScheme = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";

    /// <summary>Relation of the collection that a tileset shows.</summary>
    public const string Geodata = "http://www.opengis.net/def/rel/ogc/1.0/geodata";

    /// <summary>The same resource for people (Features Part 1, clause 7.1 "alternate"): leads to the page whatever the client accepts.</summary>
    /// <param name="address">Of the resource.</param>
    public static Link Page(string address) =>
        new("alternate", "text/html", SelfAddress.With(address, FormatParameter.Name, "html"));

    /// <summary>As a header (RFC 8288), for documents that have no member for links.</summary>
    public override string ToString() => $"<{Href}>; rel=\"{Rel}\"; type=\"{Type}\"";
}
