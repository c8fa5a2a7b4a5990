using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.SensorThings;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>
/// Two nodes with a well each, whose observations the tests know, and a stand-in as partner of both that has many series and
/// counts what it is asked.
/// </summary>
public sealed class MeasuredTowns : IAsyncDisposable
{
    /// <summary>Series of the stand-in; more than one question for aggregates may have.</summary>
    public const int Series = 120;

    /// <summary>Stations of the stand-in.</summary>
    public const int Stations = 30;

    /// <summary>The towns, one a node.</summary>
    public const string First = "neustadt", Second = "oststadt";

    private FederatedTowns _towns = null!;

    /// <summary>The stand-in.</summary>
    public StandIn Partner { get; } = new();

    /// <summary>The gateway of the first node.</summary>
    public HttpClient Http => _towns.Http;

    /// <summary>Number of the datastream of each town.</summary>
    public long[] Datastreams { get; } = new long[2];

    public static async Task<MeasuredTowns> StartAsync()
    {
        var measured = new MeasuredTowns();
        measured.Partner.Misbehaves = Healthy;
        measured._towns = await FederatedTowns.StartWithAsync([new TestPartner("stand_in", measured.Partner.Url, [StandIn.City])], 7, 2);
        measured.Datastreams[0] = await measured.MakeAsync(0, ("2026-03-01T00:10:00Z", 1), ("2026-03-01T00:50:00Z", 3), ("2026-03-01T05:00:00Z", 8), ("2026-03-02T00:00:00Z", -4));
        measured.Datastreams[1] = await measured.MakeAsync(1, ("2026-03-01T12:00:00Z", 10), ("2026-03-01T13:00:00Z", 20));
        await Eventually.TrueAsync(measured.KnownAsync, "the gateway knows all series, and their rollups are worked out", TimeSpan.FromSeconds(60));
        return measured;
    }

    /// <summary>What the stand-in answers while nothing is wrong.</summary>
    public static Reply? Healthy(string path) => path switch
    {
        _ when path.EndsWith("/collections", StringComparison.Ordinal) =>
            new Reply("""{"collections":[{"id":"datastreams"},{"id":"monitoring-stations"}],"links":[],"federation":{"complete":false}}""", Type: "application/json"),
        _ when path.Contains("/datastreams/items", StringComparison.Ordinal) => Page(Series, Feature),
        _ when path.Contains("/monitoring-stations/items", StringComparison.Ordinal) => Page(Stations, n => $$$"""{"type":"Feature","id":"erla:s{{{n}}}","geometry":null,"properties":{"city":"erla","name":"S {{{n}}}","kind":"other"}}"""),
        _ when path.EndsWith("/datastreams/groups", StringComparison.Ordinal) =>
            new Reply($$"""{"groups":[{{string.Join(',', Enumerable.Range(1, Stations).Select(n => $$"""{"features":[{{Feature(n)}}],"keys":[["2026-03-01T00:00:00Z",{{n}}]],"more":false}"""))}}]}""", Type: "application/json"),
        _ when path.Contains("/aggregates?", StringComparison.Ordinal) => Aggregates(path),
        _ => null,
    };

    /// <summary>The series of an aggregates question.</summary>
    public static string[] SeriesOf(string path) => path.Split("datastream=")[1].Split('&')[0].Split(',');

    public async ValueTask DisposeAsync()
    {
        await _towns.DisposeAsync();
        await Partner.DisposeAsync();
    }

    private static Reply Page(int count, Func<int, string> feature) =>
        new($$"""{"type":"FeatureCollection","features":[{{string.Join(',', Enumerable.Range(1, count).Select(feature))}}],"numberMatched":{{count}},"numberReturned":{{count}},"links":[]}""");

    private static string Feature(int n) =>
        $$$"""{"type":"Feature","id":"erla:{{{n}}}","geometry":null,"properties":{"city":"erla","datastream":{{{n}}},"station":"erla:s{{{n}}}","key":"k","title":"Level","property":"level","unit":"m","lastTime":"2026-03-01T00:00:00Z","lastResult":{{{n}}}}}""";

    private static Reply Aggregates(string path) => new(
        $$"""{"city":"erla","every":"P1D","datastreams":[{{string.Join(',', SeriesOf(path).Select(n => $$"""{"datastream":{{n}},"station":"erla:s1","property":"level","unit":"m","buckets":[{"time":"2026-03-01T00:00:00Z","mean":{{n}},"exact":true}]}"""))}}]}""",
        Type: "application/json");

    private async Task<long> MakeAsync(int node, params (string Time, double Result)[] observations)
    {
        var thing = await _towns.MakeAsync(node, new
        {
            name = "well",
            description = "for tests",
            Locations = new[] { WrittenTown.Place(7.5, 51.5) },
            Datastreams = new[]
            {
                new
                {
                    name = "level",
                    description = "now and then",
                    observationType = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
                    unitOfMeasurement = new { name = "metre", symbol = "m", definition = "ucum:m" },
                    ObservedProperty = new { name = "level", definition = "https://example.org/level", description = "of water" },
                    Sensor = new { name = "probe", description = "on a cable", encodingType = "text/html", metadata = "https://example.org/probe" },
                    Observations = observations.Select(o => new { phenomenonTime = o.Time, result = o.Result }),
                },
            },
        });
        var found = await _towns.Nodes[node].Http.JsonAsync(string.Create(CultureInfo.InvariantCulture, $"/node{FederatedTowns.Root}/Things({thing})/Datastreams"));
        return found.GetProperty("value")[0].GetProperty("@iot.id").GetInt64();
    }

    private async Task<bool> KnownAsync()
    {
        var answer = await Http.GraphAsync("""{ datastreams(first: 500) { totalCount nodes { aggregates(from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z", every: DAY) { exact } } } }""");
        return answer.TryGetProperty("data", out var data) && data.GetProperty("datastreams") is var datastreams
            && datastreams.GetProperty("totalCount") is { ValueKind: JsonValueKind.Number } count && count.GetInt32() == Series + 2
            && datastreams.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("aggregates"))
                .All(buckets => buckets.ValueKind == JsonValueKind.Array && buckets.EnumerateArray().All(b => b.GetProperty("exact").GetBoolean()));
    }
}

/// <summary>The one federation of the classes that only ask it.</summary>
public sealed class SharedMeasuredTowns() : Once<MeasuredTowns>(MeasuredTowns.StartAsync);

/// <summary>Classes that count what the stand-in is asked, and so follow one another.</summary>
[CollectionDefinition(nameof(MeasuredTowns))]
public sealed class MeasuredTownsCollection : ICollectionFixture<SharedMeasuredTowns>;
