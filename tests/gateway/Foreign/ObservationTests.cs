using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Foreign;
using UrbanDataHub.Gateway.Foreign.Mapping;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Tests.Gateway.Foreign;

/// <summary>Observations of a SensorThings server as the collection that every node has.</summary>
public sealed class ObservationTests
{
    private const string Mapping = """
        name: { de: Fremda, en: Fremda }
        collections:
          - collection: observations
            from: Observations
            publisher: Stadt Fremda
            licence: cc-zero
            time: phenomenonTime
            map:
              datastream: Datastream.@iot.id
              station: { from: Datastream.Thing.@iot.id }
              property: { from: Datastream.ObservedProperty.name, codes: { NO2: no2, Lufttemperatur: air-temperature } }
              phenomenonTime: phenomenonTime
              result: { from: result, nulls: ["-999"] }
              unit: { from: Datastream.unitOfMeasurement.symbol, codes: { "µg/m³": ug/m3, "°C": Cel } }
        """;

    private static readonly DateTimeOffset _begin = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task They_come_with_station_property_and_unit_and_the_time_is_asked_of_the_server()
    {
        await using var frost = new Observations();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Mapping, TestContext.Current.CancellationToken);
        var settings = HubSettings.From(name => name == "HUB_NODE" ? "leipzig" : null);
        var catalogue = CollectionCatalogue.Load(settings.CollectionsFolder);
        var url = new Uri(frost.Url, "/FROST-Server/v1.1/");
        var collection = new MappingFile(catalogue, settings.VocabulariesFolder).Read(new PartnerNode("p", url, ["fremda"], PartnerType.SensorThings, file)).Collections[0];
        File.Delete(file);
        using var client = new ForeignClient(new FederationOptions(), new Hops(settings, new HttpContextAccessor()));
        var server = new SensorThingsServer(client, url);
        var time = new TimeSpanFilter(_begin.AddHours(10), null);

        var all = await new ForeignWalk(server, collection, new ItemsQuestion(collection.Descriptor, 1000)).ReadAsync(null, null, TestContext.Current.CancellationToken);
        var late = await new ForeignWalk(server, collection, new ItemsQuestion(collection.Descriptor, 1000) { Time = time }).ReadAsync(null, null, TestContext.Current.CancellationToken);

        // One has no number as its result, and comes without.
        Assert.Equal(30, all.Rows.Count);
        Assert.Empty(all.LeftOut);
        Assert.Equal("fremda:1", all.Rows[0].Id);
        Assert.Equal([3L, "7", "no2", _begin, 20.5, "ug/m3"], all.Rows[0].Values);
        Assert.Equal(20, late.Rows.Count);
        Assert.Contains(frost.Asked, path => path.Contains("$filter=phenomenonTime ge 2024-06-01T10:00:00Z", StringComparison.Ordinal));
    }

    private sealed class Observations : ForeignServer
    {
        protected override void Map(WebApplication app) => app.MapGet("/FROST-Server/v1.1/Observations", context =>
        {
            var from = context.Request.Query["$filter"].ToString() is { Length: > 0 } ? 10 : 0;
            var skip = Number(context, "$skip", 0);
            var rows = Enumerable.Range(0, 30).Skip(from).Skip(skip).Take(12).ToList();
            var page = new JsonObject { ["value"] = new JsonArray([.. rows.Select(Observation)]) };
            if (rows.Count == 12)
                page["@iot.nextLink"] = $"http://frost.inner/FROST-Server/v1.1/Observations?$skip={skip + 12}&$filter={Uri.EscapeDataString(context.Request.Query["$filter"].ToString())}";
            return Json(context, page);
        });

        private static JsonObject Observation(int n) => new()
        {
            ["@iot.id"] = n + 1,
            ["phenomenonTime"] = $"{_begin.AddHours(n):yyyy-MM-ddTHH:mm:ss.fff'Z'}/{_begin.AddHours(n + 1):yyyy-MM-ddTHH:mm:ss.fff'Z'}",
            ["result"] = n == 5 ? -999 : 20.5 + n,
            ["Datastream"] = JsonNode.Parse("""{"@iot.id":3,"unitOfMeasurement":{"symbol":"µg/m³"},"Thing":{"@iot.id":7},"ObservedProperty":{"name":"NO2"}}"""),
        };
    }
}
