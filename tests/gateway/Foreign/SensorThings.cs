using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace UrbanDataHub.Tests.Gateway.Foreign;

/// <summary>
/// SensorThings as FROST answers it: benches as things with their places, ids that are numbers, at most 20 entities a page
/// whatever is asked, <c>@iot.nextLink</c> with the server's inner host, and no filter but the one that the mapping asks.
/// </summary>
public sealed class SensorThings : ForeignServer
{
    private const int Most = 20;

    protected override void Map(WebApplication app) => app.MapGet("/v1.1/Things", context =>
    {
        // FROST refuses what it does not know.
        if (context.Request.Query.Keys.Except(["$top", "$skip", "$count", "$expand", "$filter"]).Any() || context.Request.Query["$expand"] != "Locations")
        {
            context.Response.StatusCode = 400;
            return Task.CompletedTask;
        }

        var filter = context.Request.Query["$filter"].ToString();
        var rows = ForeignBenches.Theirs.Where(row => Holds(filter, row["fid"]!.GetValue<int>())).ToList();
        var (skip, top) = (Number(context, "$skip", 0), Math.Min(Most, Number(context, "$top", 100)));
        var page = new JsonObject { ["@iot.count"] = rows.Count, ["value"] = new JsonArray([.. rows.Skip(skip).Take(top).Select(Thing)]) };
        if (skip + top < rows.Count)
            page["@iot.nextLink"] = $"http://frost.inner:8080/v1.1/Things?$top={top}&$skip={skip + top}&$count=true&$expand=Locations&$filter={Uri.EscapeDataString(filter)}";
        return Json(context, page);
    });

    /// <summary>All it is ever asked: things of this kind, and one of them by its id.</summary>
    private static bool Holds(string filter, int id) =>
        filter == "properties/type eq 'bench'" || filter == string.Create(CultureInfo.InvariantCulture, $"(properties/type eq 'bench') and id eq {id}");

    private static JsonObject Thing(JsonObject row)
    {
        var properties = row.DeepClone().AsObject();
        foreach (var name in new[] { "fid", "lon", "lat", "bezeichnung" })
            properties.Remove(name);
        properties["type"] = "bench";
        return new JsonObject
        {
            ["@iot.id"] = row["fid"]!.DeepClone(),
            ["@iot.selfLink"] = $"http://frost.inner:8080/v1.1/Things({row["fid"]})",
            ["name"] = row["bezeichnung"]!.DeepClone(),
            ["description"] = "Eine Bank",
            ["properties"] = properties,
            ["Locations"] = new JsonArray(new JsonObject
            {
                ["name"] = "Ort",
                ["encodingType"] = "application/geo+json",
                ["location"] = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(row["lon"]!.DeepClone(), row["lat"]!.DeepClone()) },
            }),
        };
    }
}
