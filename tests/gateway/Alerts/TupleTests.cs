using System.Net;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.SensorThings;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Alerts;

/// <summary>An element of a MultiDatastream is watched as any datastream is.</summary>
public sealed class TupleTests(SharedAlertTown shared) : IClassFixture<SharedAlertTown>
{
    private const string Root = "/sensorthings/v1.1";

    [Fact]
    public async Task A_rule_is_about_the_element_of_its_property()
    {
        var town = await shared.GetAsync();
        var (stream, elements) = await MakeAsync(town);
        foreach (var (hour, humidity, temperature) in new[] { (0, 90, "20"), (1, 99, "31"), (2, 80, "null"), (3, 70, "29"), (4, 60, "35") })
            await PostAsync(town, $"/MultiDatastreams({stream})/Observations", $$"""{ "phenomenonTime": "2026-01-01T0{{hour}}:00:00Z", "result": [{{humidity}}, {{temperature}}] }""");

        var alerts = await town.AlertsAsync("trusted", elements[1]);

        var begin = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal([new Span(begin.AddHours(1), begin.AddHours(3)), new Span(begin.AddHours(4), null)], alerts);
        Assert.Empty(await town.AlertsAsync("trusted", elements[0]));
        Assert.Empty(await town.AlertsAsync("trusted", stream));
    }

    private static async Task<(long Stream, List<long> Elements)> MakeAsync(AlertTown town)
    {
        const string Type = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement";
        var body = JsonSerializer.Serialize(new
        {
            name = "mast",
            description = "air, twice",
            Locations = new[] { WrittenTown.Place(7.5, 51.5) },
            MultiDatastreams = new[]
            {
                new
                {
                    name = "air",
                    description = "every hour",
                    multiObservationDataTypes = new[] { Type, Type },
                    unitOfMeasurements = new[] { new { name = "percent", symbol = "%", definition = "ucum:%" }, new { name = "degree Celsius", symbol = "°C", definition = "ucum:Cel" } },
                    ObservedProperties = new[] { Property("moist"), Property("trusted") },
                    Sensor = new { name = "probe", description = "on a mast", encodingType = "text/html", metadata = "https://example.org/probe" },
                },
            },
        });
        var thing = await PostAsync(town, "/Things", body);
        var streams = (await town.Node.Http.JsonAsync($"{Root}/Things({thing})/MultiDatastreams")).GetProperty("value");
        var elements = (await town.Node.Http.JsonAsync($"{Root}/Things({thing})/Datastreams")).GetProperty("value").EnumerateArray();
        return (Id(streams[0]), [.. elements.OrderBy(e => e.GetProperty("properties").GetProperty("element").GetInt32()).Select(Id)]);
    }

    private static object Property(string name) => new { name, definition = $"urn:test:{name}:{Guid.NewGuid()}", description = name };

    private static async Task<long> PostAsync(AlertTown town, string path, string body)
    {
        using var made = await town.Node.Http.PostAsync(Root + path, new StringContent(body, Encoding.UTF8, "application/json"));
        var text = await made.Content.ReadAsStringAsync();
        Assert.True(made.StatusCode == HttpStatusCode.Created, text);
        return Id(JsonDocument.Parse(text).RootElement);
    }

    private static long Id(JsonElement entity) => entity.GetProperty("@iot.id").GetInt64();
}
