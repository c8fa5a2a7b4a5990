using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Alerts;

/// <summary>A reading of a test.</summary>
public readonly record struct Sample(DateTime Time, double Value);

/// <summary>An alert of a test: when it is raised, and when it is over, if it is.</summary>
public readonly record struct Span(DateTime Raised, DateTime? Cleared);

/// <summary>
/// A node with a <see cref="BareTown"/> that has rules of quality and of alerts. Each test has observed properties of its
/// own, so that all may share the node.
/// </summary>
public sealed class AlertTown : IAsyncDisposable
{
    /// <summary>What the town's webhook signs with.</summary>
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// <summary>A city of a partner that nobody reaches.</summary>
    public const string Partner = "altdorf";

    private const string Root = "/sensorthings/v1.1";
    private readonly BareTown _town = new();

    /// <summary>The node.</summary>
    public TestNode Node { get; private set; } = null!;

    /// <summary>Hears the webhook of the rule <c>told</c>, and fails twice before it takes a notice.</summary>
    public HookListener Hook { get; } = new();

    /// <summary>Starts it.</summary>
    public static async Task<AlertTown> StartAsync()
    {
        var town = new AlertTown();
        town.WriteRules();
        var environment = new Dictionary<string, string>
        {
            ["HUB_SENSORTHINGS_WRITE"] = "open",
            ["HUB_QUALITY"] = town._town.Write("quality/quality.yaml", """
                clock: PT10M
                properties:
                  judged: { unit: Cel, range: { min: -20, max: 45 }, rate: { perHour: 12, noise: 1 }, stuck: { for: PT2H, readings: 6, except: 0 }, gap: PT1H }
                  doubted: { unit: Cel, range: { min: -20, max: 45 } }
                  trusted: { unit: Cel, range: { min: -20, max: 45 } }
                """),
            ["HUB_TEST_HOOK"] = Secret,
        };
        town.Node = await TestNode.StartAsync([BareTown.City], [HubProgram.Sensors, HubProgram.Gateway], town._town.Options with { Environment = environment, Partners = [new TestPartner("gone", new Uri("http://127.0.0.1:9"), [Partner])] });
        await Eventually.TrueAsync(async () => (await town.Node.Http.GetAsync(Root)).IsSuccessStatusCode, "the gateway has found its sensors");
        return town;
    }

    /// <summary>Makes a datastream of an observed property, in degrees Celsius, on a thing of its own.</summary>
    public async Task<long> MakeAsync(string property)
    {
        var body = JsonSerializer.Serialize(new
        {
            name = "post",
            description = "a post in the pond",
            Locations = new[] { new { name = "pond", description = "in the middle", encodingType = "application/geo+json", location = new { type = "Point", coordinates = new[] { 7.5, 51.5 } } } },
            Datastreams = new[]
            {
                new
                {
                    name = property,
                    description = property,
                    observationType = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
                    unitOfMeasurement = new { name = "degree Celsius", symbol = "°C", definition = "ucum:Cel" },
                    ObservedProperty = new { name = property, definition = $"urn:test:{property}:{Guid.NewGuid()}", description = property },
                    Sensor = new { name = "probe", description = "on a cable", encodingType = "text/html", metadata = "https://example.org/probe" },
                },
            },
        });
        using var made = await Node.Http.PostAsync(Root + "/Things", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var thing = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("@iot.id").GetInt64();
        return (await Node.Http.JsonAsync($"{Root}/Things({thing})/Datastreams")).GetProperty("value")[0].GetProperty("@iot.id").GetInt64();
    }

    /// <summary>Sends readings as one data array; all must be taken.</summary>
    public async Task SendAsync(long stream, IEnumerable<Sample> samples)
    {
        using var answer = await TrySendAsync(stream, samples);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created && !text.Contains("error", StringComparison.Ordinal), $"{(int)answer.StatusCode} {text}");
    }

    /// <summary>Sends readings as one data array.</summary>
    public Task<HttpResponseMessage> TrySendAsync(long stream, IEnumerable<Sample> samples)
    {
        var rows = samples.Select(s => string.Create(CultureInfo.InvariantCulture, $"[\"{s.Time:yyyy-MM-ddTHH:mm:ss.ffffffZ}\",{s.Value:R}]"));
        var body = $$"""[{"Datastream":{"@iot.id":{{stream}}},"components":["phenomenonTime","result"],"dataArray":[{{string.Join(',', rows)}}]}]""";
        return Node.Http.PostAsync(Root + "/CreateObservations", new StringContent(body, Encoding.UTF8, "application/json"));
    }

    /// <summary>The alerts of a rule about a datastream, in order of time, after all that was sent has been evaluated.</summary>
    public async Task<List<Span>> AlertsAsync(string rule, long stream)
    {
        await SettledAsync();
        return await ReadAsync(
            "SELECT raised_at, cleared_at FROM hub.alerts WHERE rule = $1 AND datastreams @> ARRAY[$2] ORDER BY raised_at",
            row => new Span(row.GetDateTime(0), row.IsDBNull(1) ? null : row.GetDateTime(1)), rule, stream);
    }

    /// <summary>Waits until nothing is queued.</summary>
    public Task SettledAsync() =>
        Eventually.TrueAsync(async () => (await ReadAsync("SELECT count(*) FROM hub.alert_queue", row => row.GetInt64(0)))[0] == 0, "everything is evaluated", TimeSpan.FromSeconds(90));

    /// <summary>Rows of the service's database.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(Node.ConnectionString(HubProgram.Sensors));
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var all = new List<T>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
            all.Add(read(row));
        return all;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        Hook.Dispose();
        _town.Dispose();
    }

    private void WriteRules()
    {
        Rule("step", "datastreams: { property: step }\nthreshold: { above: 10, clear: 8, for: PT10M }");
        Rule("crash", "datastreams: { property: crash }\nthreshold: { above: 10, clear: 8 }");
        Rule("drift", "datastreams: { property: drift }\ntrend: { below: 4, clear: 5, within: PT6H, window: PT3H }");
        Rule("past-gap", "datastreams: { property: past-gap }\nmissing: { for: PT2H }");
        Rule("silence", "datastreams: { property: silence }\nmissing: { for: PT4S }");
        Rule("flood", "all:\n  - datastreams: { property: rain }\n    threshold: { above: 5 }\n  - datastreams: { property: level }\n    threshold: { above: 3, clear: 2 }");
        Rule("doubted", "datastreams: { property: doubted }\nthreshold: { above: 30 }");
        Rule("trusted", "datastreams: { property: trusted }\nthreshold: { above: 30 }\nsuspect: true");
        Rule("told", $"datastreams: {{ property: told }}\nthreshold: {{ above: 30 }}\nwebhooks:\n  - url: {Hook.Address}\n    secret: HUB_TEST_HOOK\n  - url: {Hook.Address}elsewhere\n    secret: HUB_TEST_HOOK");
        Rule("usual", "datastreams: { property: usual }\nthreshold: { above: 30 }", oldest: "");
        Rule("typo", "datastreams: { property: typo }\nthreshold: { over: 30 }");
        Rule("no-secret", $"datastreams: {{ property: typo }}\nthreshold: {{ above: 30 }}\nwebhooks:\n  - url: {Hook.Address}\n    secret: HUB_NO_SUCH_SECRET");
    }

    // The readings of most tests are of a day long ago.
    private void Rule(string name, string what, string oldest = "oldest: P9999D") => _town.Write(
        $"alerts/{name}.yaml", $$"""
        title: { de: "Warnung {{name}}", en: "Alert {{name}}" }
        text: { de: Bitte nachsehen., en: Please have a look. }
        severity: severe
        {{oldest}}

        """ + what);
}

/// <summary>The one town of the tests that do not kill it.</summary>
public sealed class SharedAlertTown() : Once<AlertTown>(AlertTown.StartAsync);
