using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>A station beside a street that tells three things at once: nitrogen dioxide, vehicles, and the state of the road.</summary>
public static class StreetStation
{
    private const string Type = "http://www.opengis.net/def/observationType/OGC-OM/2.0/";

    /// <summary>A MultiDatastream to be written; its thing is named if one is given, else the address names it.</summary>
    public static JsonObject Stream(string name, long? thing = null)
    {
        var stream = (JsonObject)JsonNode.Parse($$"""
            {
              "name": "{{name}}", "description": "every hour",
              "multiObservationDataTypes": ["{{Type}}OM_Measurement", "{{Type}}OM_CountObservation", "{{Type}}OM_CategoryObservation"],
              "unitOfMeasurements": [
                { "name": "microgram per cubic metre", "symbol": "µg/m³", "definition": "ucum:ug/m3" },
                { "name": "vehicles", "symbol": "", "definition": "ucum:1" },
                { "name": null, "symbol": null, "definition": null }
              ],
              "ObservedProperties": [
                { "name": "no2", "definition": "https://example.org/no2", "description": "nitrogen dioxide" },
                { "name": "vehicles", "definition": "https://example.org/vehicles", "description": "in an hour" },
                { "name": "road", "definition": "https://example.org/road", "description": "wet or dry" }
              ],
              "Sensor": { "name": "mast", "description": "at the kerb", "encodingType": "text/html", "metadata": "https://example.org/mast" }
            }
            """)!;
        if (thing is { } id)
            stream["Thing"] = new JsonObject { ["@iot.id"] = id };
        return stream;
    }

    /// <summary>A thing with its place and the stream, with an observation an hour for each result.</summary>
    public static string Thing(string name, params string[] results)
    {
        var stream = Stream(name);
        stream["Observations"] = new JsonArray([.. results.Select((result, i) => new JsonObject { ["phenomenonTime"] = Time(i), ["result"] = JsonNode.Parse(result) })]);
        return new JsonObject
        {
            ["name"] = name,
            ["description"] = "beside the street",
            ["Locations"] = new JsonArray(JsonSerializer.SerializeToNode(WrittenTown.Place(7.5, 51.5))),
            ["MultiDatastreams"] = new JsonArray(stream),
        }.ToJsonString();
    }

    /// <summary>The time of an observation.</summary>
    public static string Time(int hour) => string.Create(CultureInfo.InvariantCulture, $"2026-01-01T{hour:00}:00:00Z");

    /// <summary>Makes a thing; ids of its stream and of the datastreams of its elements.</summary>
    public static async Task<(long Thing, long Stream, long[] Elements)> MakeAsync(WrittenTown town, params string[] results)
    {
        var thing = (await town.SendAsync("POST", "/Things", Thing("street", results), 201)).GetProperty("@iot.id").GetInt64();
        var stream = (await town.AskAsync($"/Things({thing})/MultiDatastreams")).GetProperty("value")[0].GetProperty("@iot.id").GetInt64();
        return (thing, stream, await ElementsAsync(town, thing));
    }

    /// <summary>The datastreams of the elements of a thing's only stream, in their order.</summary>
    public static async Task<long[]> ElementsAsync(WrittenTown town, long thing) =>
        [.. (await town.AskAsync($"/Things({thing})/Datastreams")).GetProperty("value").EnumerateArray()
            .OrderBy(d => d.GetProperty("properties").GetProperty("element").GetInt32()).Select(d => d.GetProperty("@iot.id").GetInt64())];

    /// <summary>How many entities there are at an address that has options.</summary>
    public static async Task<long> CountAsync(WrittenTown town, string path) => (await town.AskAsync(path + "&$count=true&$top=0")).GetProperty("@iot.count").GetInt64();

    /// <summary>The results at an address, in its order, as JSON without spaces.</summary>
    public static async Task<string> ResultsAsync(WrittenTown town, string path) =>
        string.Join(' ', (await town.AskAsync(path)).GetProperty("value").EnumerateArray().Select(o => JsonSerializer.Serialize(o.GetProperty("result"))));
}
