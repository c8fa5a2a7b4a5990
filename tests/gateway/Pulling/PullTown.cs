using Npgsql;
using UrbanDataHub.Tests.Gateway.SensorThings;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Pulling;

/// <summary>A node whose only source pulls from a foreign server, with a look at what it holds.</summary>
public sealed class PullTown : IAsyncDisposable
{
    private const string Words = """
        title: { de: Fremde Messwerte, en: Foreign readings }
        description: { de: Von nebenan, en: From next door }
        licence: dl-by-de/2.0
        attribution: Kreis
        rights: A
        frequency: CONT
        """;

    private PullTown(WrittenTown town) => Town = town;

    /// <summary>The node, asked as any other.</summary>
    public WrittenTown Town { get; }

    /// <summary>The service that pulls.</summary>
    public NodeProcess Service => Town.Node[HubProgram.Sensors];

    /// <summary>Starts a node that pulls by SensorThings.</summary>
    public static Task<PullTown> SensorThingsAsync(string address, string more = "") =>
        StartAsync(("county", $"collection: observations\nread: {{ format: sensorthings, url: \"{address}\", every: PT1S{more} }}"));

    /// <summary>Starts a node with sources, each without the words that all have.</summary>
    public static async Task<PullTown> StartAsync(params (string Name, string Yaml)[] sources) => new(await WrittenTown.StartAsync("open", town =>
    {
        foreach (var (name, yaml) in sources)
            town.Write(name + ".yaml", yaml + "\n" + Words);
    }));

    /// <summary>Times and results of all observations, as the database has them.</summary>
    public static async Task<List<(DateTime Time, double Result)>> ObservationsAsync(TestNode node)
    {
        await using var source = NpgsqlDataSource.Create(node.ConnectionString(HubProgram.Sensors));
        await using var command = source.CreateCommand("SELECT phenomenon_time, result FROM hub.observations ORDER BY datastream_id, phenomenon_time, source");
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var all = new List<(DateTime, double)>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
            all.Add((row.GetDateTime(0), row.GetDouble(1)));
        return all;
    }

    /// <summary>Waits until it holds exactly these.</summary>
    public Task HoldsAsync(IReadOnlyList<(DateTime Time, double Result)> expected, string what) =>
        Eventually.TrueAsync(async () => (await ObservationsAsync(Town.Node)).SequenceEqual(expected), what, TimeSpan.FromSeconds(90));

    /// <summary>State and detail of the newest report; null without any.</summary>
    public async Task<(string State, string? Detail, long Rejected)?> ReportAsync(string source = "county")
    {
        var reports = (await Town.Http.JsonAsync($"/cities/{BareTown.City}/imports?source={source}")).GetProperty("imports");
        return reports.GetArrayLength() == 0 ? null
            : (reports[0].GetProperty("state").GetString()!, reports[0].TryGetProperty("detail", out var detail) ? detail.GetString() : null, reports[0].GetProperty("rejected").GetInt64());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Town.DisposeAsync();
}
