using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace UrbanDataHub.Tests.Gateway.Foreign;

/// <summary>
/// OGC API Features as pygeoapi and ldproxy answer it: integer ids, pages by <c>offset</c>, at most 25 rows a page whatever
/// is asked, a link to HTML before the one to GeoJSON, links with an inner host, unknown parameters ignored, and a count
/// only where <see cref="Counts"/> says so.
/// </summary>
public sealed class OgcFeatures : ForeignServer
{
    private const int Most = 25;

    /// <summary>What a steward writes about it.</summary>
    public const string Mapping = $$"""
        name: { de: "Fremda", en: "Fremda city" }
        collections:
          - collection: benches
            from: sitzbaenke
            title: { de: "Bänke in Fremda", en: "Benches of Fremda" }
            publisher: Stadt Fremda
            licence: dl-by-de/2.0
            attribution: Stadt Fremda
        {{ForeignBenches.Map}}
        """;

    public bool Counts { get; set; }

    protected override void Map(WebApplication app)
    {
        app.MapGet("/api/collections/sitzbaenke", context => Json(context, JsonNode.Parse("""
            { "id": "sitzbaenke", "title": "Sitzbänke", "extent": { "spatial": { "bbox": [[7, 51, 0, 8, 52, 100]] } }, "links": [] }
            """)!));
        app.MapGet("/api/collections/sitzbaenke/queryables", context => Json(context, JsonNode.Parse("""
            { "type": "object", "properties": { "material": { "type": "string" }, "geometry": { "format": "geometry-point" } } }
            """)!, "application/schema+json"));
        app.MapGet("/api/collections/sitzbaenke/items", ItemsAsync);
        app.MapGet("/api/collections/sitzbaenke/items/{id:int}", async (HttpContext context, int id) =>
        {
            if (id is < 1 or > ForeignBenches.Count)
                context.Response.StatusCode = 404;
            else
                await Json(context, Feature(ForeignBenches.Theirs[id - 1]), "application/geo+json");
        });
    }

    private Task ItemsAsync(HttpContext context)
    {
        var (offset, limit) = (Number(context, "offset", 0), Math.Min(Most, Number(context, "limit", 10)));
        var material = context.Request.Query["material"].ToString();
        var box = context.Request.Query["bbox"].ToString() is { Length: > 0 } text ? text.Split(',').Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture)).ToArray() : null;
        var rows = ForeignBenches.Theirs
            .Where(row => material.Length == 0 || row["material"]!.GetValue<string>() == material)
            .Where(row => box is null || (row["lon"]!.GetValue<double>() >= box[0] && row["lon"]!.GetValue<double>() <= box[2] && row["lat"]!.GetValue<double>() >= box[1] && row["lat"]!.GetValue<double>() <= box[3]))
            .ToList();
        var page = new JsonObject
        {
            ["type"] = "FeatureCollection",
            ["features"] = new JsonArray([.. rows.Skip(offset).Take(limit).Select(Feature)]),
            ["numberReturned"] = rows.Skip(offset).Take(limit).Count(),
            ["links"] = new JsonArray(Links(context, offset, limit, rows.Count).ToArray<JsonNode>()),
        };
        if (Counts)
            page["numberMatched"] = rows.Count;
        return Json(context, page, "application/geo+json");
    }

    private static IEnumerable<JsonObject> Links(HttpContext context, int offset, int limit, int count)
    {
        if (offset + limit >= count)
            yield break;
        var rest = string.Concat(context.Request.Query.Where(p => p.Key is not ("offset" or "limit")).Select(p => $"&{p.Key}={Uri.EscapeDataString(p.Value!)}"));
        var next = $"http://inner.example:5000/api/collections/sitzbaenke/items?offset={offset + limit}&limit={limit}{rest}";
        yield return new JsonObject { ["rel"] = "next", ["type"] = "text/html", ["href"] = next + "&f=html" };
        yield return new JsonObject { ["rel"] = "next", ["type"] = "application/geo+json", ["href"] = next };
    }

    private static JsonObject Feature(JsonObject row)
    {
        var properties = row.DeepClone().AsObject();
        foreach (var name in new[] { "fid", "lon", "lat" })
            properties.Remove(name);
        return new JsonObject
        {
            ["type"] = "Feature",
            ["id"] = row["fid"]!.DeepClone(),
            ["geometry"] = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(row["lon"]!.DeepClone(), row["lat"]!.DeepClone(), 63.5) },
            ["properties"] = properties,
        };
    }
}
