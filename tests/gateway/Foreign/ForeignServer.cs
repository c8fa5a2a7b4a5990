using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UrbanDataHub.Tests.Gateway.Foreign;

/// <summary>An HTTP server of its own that plays a foreign one; a test may let it misbehave.</summary>
public abstract class ForeignServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    protected ForeignServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use(async (context, next) =>
        {
            Asked.Enqueue(context.Request.Path + Uri.UnescapeDataString(context.Request.QueryString.Value ?? ""));
            if (Misbehaves is { } misbehaves)
                await misbehaves(context);
            else
                await next(context);
        });
        Map(_app);
        _app.Start();
    }

    public Uri Url => new(_app.Urls.First());

    /// <summary>Every path and query that it was asked, unescaped.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>What it does instead of answering; null for answering.</summary>
    public Func<HttpContext, Task>? Misbehaves { get; set; }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    protected abstract void Map(WebApplication app);

    protected static Task Json(HttpContext context, JsonNode node, string type = "application/json")
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(node.ToJsonString());
    }

    protected static int Number(HttpContext context, string name, int otherwise) =>
        context.Request.Query.TryGetValue(name, out var text) ? int.Parse(text!, System.Globalization.CultureInfo.InvariantCulture) : otherwise;
}

/// <summary>
/// OGC API Features as pygeoapi and ldproxy answer it: integer ids, pages by <c>offset</c>, at most 25 rows a page whatever
/// is asked, a link to HTML before the one to GeoJSON, links with an inner host, unknown parameters ignored, and a count
/// only where <see cref="Counts"/> says so.
/// </summary>
public sealed class OgcFeatures : ForeignServer
{
    private const int Most = 25;

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
