using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Tests.Ingest.Storage;

/// <summary>A sensors service that clients write to by SensorThings, and its database.</summary>
public sealed class SeriesStore : IAsyncDisposable
{
    private readonly BareTown _town = new();
    private TestNode _node = null!;
    private long _things;

    /// <summary>The database as the service sees it.</summary>
    internal ServiceDatabase Database { get; private set; } = null!;

    public TestNode Node => _node;

    private HttpClient Http => _node[HubProgram.Sensors].Http;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<SeriesStore> StartAsync() => StartAsync("off");

    /// <param name="retention"><c>HUB_RETENTION</c> of the service.</param>
    public static async Task<SeriesStore> StartAsync(string retention)
    {
        var store = new SeriesStore();
        var options = store._town.Options with { Environment = new Dictionary<string, string>(store._town.Options.Environment) { ["HUB_RETENTION"] = retention } };
        store._node = await TestNode.StartAsync([BareTown.City], [HubProgram.Sensors], options);
        var server = new NpgsqlConnectionStringBuilder(store._node.ConnectionString(HubProgram.Sensors));
        server.Remove("Database");
        store.Database = new ServiceDatabase(
            HubSettings.From(name => name switch { "HUB_ROOT" => HubRoot.Path, "HUB_NODE" => store._node.NodeFile, "HUB_POSTGRES" => server.ConnectionString, _ => null }), "sensors");
        return store;
    }

    /// <summary>Makes a thing with a place and a datastream; the datastream's id.</summary>
    public async Task<long> DatastreamAsync()
    {
        var name = $"well {Interlocked.Increment(ref _things)}";
        using var answer = await SendAsync(HttpMethod.Post, "/Things", $$"""
            {
              "name": "{{name}}", "description": "a well",
              "Locations": [{ "name": "park", "description": "a park", "encodingType": "application/geo+json", "location": { "type": "Point", "coordinates": [7.5, 51.5] } }],
              "Datastreams": [{
                "name": "level of {{name}}", "description": "how deep", "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
                "unitOfMeasurement": { "name": "metre", "symbol": "m", "definition": "ucum:m" },
                "ObservedProperty": { "name": "level", "definition": "https://example.org/level", "description": "a level" },
                "Sensor": { "name": "probe", "description": "a probe", "encodingType": "text/html", "metadata": "https://example.org/probe" }
              }]
            }
            """);
        await ExpectAsync(answer, HttpStatusCode.Created);
        return await NumberAsync($"SELECT datastream_id FROM hub.datastreams WHERE name = 'level of {name}'");
    }

    /// <summary>Adds observations as a data array; the ids, null for one that was not taken.</summary>
    public async Task<List<long?>> AddAsync(long datastream, params (string Time, double Result)[] observations)
    {
        var rows = string.Join(", ", observations.Select(o => string.Create(CultureInfo.InvariantCulture, $"[\"{o.Time}\", {o.Result:R}]")));
        using var answer = await SendAsync(HttpMethod.Post, "/CreateObservations", $$"""[{ "Datastream": { "@iot.id": {{datastream}} }, "components": ["phenomenonTime", "result"], "dataArray": [{{rows}}] }]""");
        await ExpectAsync(answer, HttpStatusCode.Created);
        var links = await answer.Content.ReadFromJsonAsync<List<string>>(Cancel);
        return [.. links!.Select(l => l == "error" ? (long?)null : long.Parse(l[(l.LastIndexOf('(') + 1)..^1], CultureInfo.InvariantCulture))];
    }

    public async Task ChangeAsync(long observation, string json)
    {
        using var answer = await SendAsync(HttpMethod.Patch, $"/Observations({observation})", json);
        await ExpectAsync(answer, HttpStatusCode.OK);
    }

    public async Task DeleteAsync(string entity)
    {
        using var answer = await SendAsync(HttpMethod.Delete, "/" + entity, null);
        await ExpectAsync(answer, HttpStatusCode.OK);
    }

    /// <summary>A request to SensorThings.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, "/sensorthings/v1.1" + path) { Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        return await Http.SendAsync(request, Cancel);
    }

    /// <summary>What SensorThings answers.</summary>
    public Task<JsonElement> AskAsync(string path) => Http.GetFromJsonAsync<JsonElement>("/sensorthings/v1.1" + path, Cancel);

    /// <summary>The buckets of one datastream.</summary>
    public async Task<List<JsonElement>> BucketsAsync(long datastream, string question)
    {
        var answer = await Http.GetFromJsonAsync<JsonElement>($"/cities/{BareTown.City}/aggregates?datastream={datastream}&{question}", Cancel);
        return [.. answer.GetProperty("datastreams")[0].GetProperty("buckets").EnumerateArray()];
    }

    /// <summary>The answer to a question for aggregates.</summary>
    public Task<HttpResponseMessage> AggregatesAsync(string question, string city = BareTown.City) => Http.GetAsync($"/cities/{city}/aggregates?{question}", Cancel);

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    public async Task<long> NumberAsync(string sql)
    {
        await using var command = Database.Source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancel), CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until the worker of the service has worked off all marks.</summary>
    public Task SettleAsync() => Eventually.TrueAsync(async () => await NumberAsync("SELECT count(*) FROM hub.pending_rollups") == 0, "no rollup is pending");

    public async ValueTask DisposeAsync()
    {
        if (Database is not null)
            await Database.DisposeAsync();
        if (_node is not null)
            await _node.DisposeAsync();
        _town.Dispose();
    }

    private static async Task ExpectAsync(HttpResponseMessage answer, HttpStatusCode status) =>
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancel)}");
}

/// <summary>The one store of the classes whose tests keep to datastreams of their own.</summary>
public sealed class SharedSeriesStore() : Once<SeriesStore>(SeriesStore.StartAsync);
