using System.Globalization;
using System.Text;
using System.Text.Json;

namespace UrbanDataHub.Tests.Portal.Sensors;

/// <summary>
/// Stations of Musterstadt that report ozone now: one as it should, one of which a value is past belief, one above the limit
/// of the city's rule.
/// </summary>
public sealed class Sensing
{
    private const string Root = "/sensorthings/v1.1";

    private readonly HttpClient _http;

    private Sensing(HttpClient http) => _http = http;

    /// <summary>Number of the datastream that reports as it should.</summary>
    public long Usual { get; private set; }

    /// <summary>That of the datastream with an alert.</summary>
    public long Raised { get; private set; }

    /// <summary>Makes the stations, and waits until there is an alert.</summary>
    public static async Task<Sensing> StartAsync(Portal portal)
    {
        var sensing = new Sensing(portal.Node.Http);
        sensing.Usual = await sensing.MakeAsync("Stadtpark", 10.08, 50.04);
        await sensing.SendAsync(sensing.Usual, Samples(90, 4));
        var doubted = await sensing.MakeAsync("Bahnhof", 10.13, 50.045);
        await sensing.SendAsync(doubted, [.. Samples(70, 3), (DateTime.UtcNow, 4000)]);
        sensing.Raised = await sensing.MakeAsync("Höhenweg", 10.15, 50.07);
        await sensing.SendAsync(sensing.Raised, [.. Samples(120, 12), (DateTime.UtcNow, 201.5)]);
        await Eventually.TrueAsync(
            async () => (await portal.Node.Http.GetStringAsync("/cities/musterstadt/alerts?active=true")).Contains($"\"datastreams\":[{sensing.Raised}]", StringComparison.Ordinal),
            "there is an alert about ozone",
            TimeSpan.FromSeconds(60));
        return sensing;
    }

    /// <summary>Makes a station that observes ozone.</summary>
    /// <returns>Number of its datastream.</returns>
    public async Task<long> MakeAsync(string name, double longitude, double latitude)
    {
        var body = JsonSerializer.Serialize(new
        {
            name,
            description = $"Messstation {name}",
            properties = new { city = "musterstadt", kind = "air-quality" },
            Locations = new[] { new { name, description = name, encodingType = "application/geo+json", location = new { type = "Point", coordinates = new[] { longitude, latitude } } } },
            Datastreams = new[]
            {
                new
                {
                    name = "Ozon",
                    description = "Ozon",
                    observationType = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
                    unitOfMeasurement = new { name = "microgram per cubic metre", symbol = "µg/m³", definition = "ucum:ug/m3" },
                    ObservedProperty = new { name = "Ozone", definition = "http://dd.eionet.europa.eu/vocabulary/aq/pollutant/7", description = "Ozone" },
                    Sensor = new { name = "probe", description = "on a mast", encodingType = "text/html", metadata = "https://example.org/probe" },
                },
            },
        });
        using var made = await _http.PostAsync(Root + "/Things", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        using var thing = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        using var datastreams = JsonDocument.Parse(await _http.GetStringAsync($"{Root}/Things({thing.RootElement.GetProperty("@iot.id")})/Datastreams"));
        return datastreams.RootElement.GetProperty("value")[0].GetProperty("@iot.id").GetInt64();
    }

    /// <summary>Sends readings, as a device would.</summary>
    public async Task SendAsync(long datastream, params IEnumerable<(DateTime Time, double Value)> readings)
    {
        var rows = readings.Select(r => string.Create(CultureInfo.InvariantCulture, $"[\"{r.Time:yyyy-MM-ddTHH:mm:ss.ffffffZ}\",{r.Value:R}]"));
        var body = $$"""[{"Datastream":{"@iot.id":{{datastream}}},"components":["phenomenonTime","result"],"dataArray":[{{string.Join(',', rows)}}]}]""";
        using var taken = await _http.PostAsync(Root + "/CreateObservations", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync());
    }

    // A reading every five minutes of the last three hours.
    private static IEnumerable<(DateTime, double)> Samples(double mean, double swing) => Enumerable.Range(1, 36)
        .Select(n => (DateTime.UtcNow.AddMinutes(-5 * (37 - n)), Math.Round(mean + (swing * Math.Sin(n / 3.0)) + (n * swing / 10), 1)));
}
