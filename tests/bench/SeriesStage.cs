using System.Diagnostics;
using Npgsql;
using UrbanDataHub.Tests.Servers;

namespace UrbanDataHub.Bench;

/// <summary>
/// A sensors service with 10,000 datastreams: a tenth of them tells something every ten minutes, the others now and then
/// over ten years. The rows are made in the database, in the order in which they would have come in.
/// </summary>
internal sealed class SeriesStage : IAsyncDisposable
{
    /// <summary>How many datastreams there are; every tenth is busy, and their ids begin with 1.</summary>
    public const int Datastreams = 10_000;

    private const int Busy = 1_000;

    // What is rolled up: more than anybody asks for below.
    private const string Recent = "phenomenon_time >= date_trunc('day', now()) - interval '60 days'";
    private readonly BareTown _town;
    private readonly TestNode _node;

    private SeriesStage(BareTown town, TestNode node, NpgsqlDataSource source) => (_town, _node, Source) = (town, node, source);

    /// <summary>The database of the service.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>The address of the service.</summary>
    public Uri Address => _node.Address(HubProgram.Sensors);

    /// <summary>Rows that were made.</summary>
    public long Rows { get; private set; }

    /// <summary>Seconds that it took to write them, with their indexes.</summary>
    public double Filling { get; private set; }

    /// <summary>Rows of which there are rollups.</summary>
    public long RolledUp { get; private set; }

    /// <summary>Seconds until the service had worked out these.</summary>
    public double RollingUp { get; private set; }

    public static async Task<SeriesStage> StartAsync(int rows)
    {
        var town = new BareTown();
        var node = await TestNode.StartAsync([BareTown.City], [HubProgram.Sensors], town.Options);
        var stage = new SeriesStage(town, node, NpgsqlDataSource.Create(node.ConnectionString(HubProgram.Sensors) + ";Command Timeout=0"));
        await stage.FillAsync(rows);
        return stage;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _node.DisposeAsync();
        _town.Dispose();
    }

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A number from the database.</summary>
    public async Task<double> NumberAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return Convert.ToDouble(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Milliseconds of reading all rows of each statement, on one connection, in turns: the medians.</summary>
    public async Task<double[]> TimeAsync(Plan plan, params string[] statements)
    {
        await using var connection = await Source.OpenConnectionAsync();
        var measured = statements.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= 3 * plan.Rounds; round++)
        {
            for (var s = 0; s < statements.Length; s++)
            {
                var began = Stopwatch.GetTimestamp();
                await using var command = new NpgsqlCommand(statements[s], connection);
                await using (var row = await command.ExecuteReaderAsync())
                {
                    while (await row.ReadAsync())
                    {
                    }
                }

                if (round > 0)
                    measured[s].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        return [.. measured.Select(Load.Median)];
    }

    private async Task FillAsync(int rows)
    {
        Stage.Say($"writing {rows:#,##0} observations");
        await ExecuteAsync($"""
            INSERT INTO hub.datastreams (city, station, key, title_de, title_en, property, unit, period)
            SELECT '{BareTown.City}', 's' || i / 4, 'k' || i, 'Wert', 'Value', 'no2', 'ug/m3', 'PT10M' FROM generate_series(1, {Datastreams}) i;
            UPDATE hub.things SET hidden = false;
            SELECT hub.make_partition(y) FROM generate_series(extract(year FROM now())::integer - 11, extract(year FROM now())::integer) y;
            ALTER TABLE hub.observations DISABLE TRIGGER USER
            """);
        var began = Stopwatch.GetTimestamp();
        await SparseAsync(rows / 10);
        await BusyAsync(rows / 10 * 9);
        Filling = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Stage.Say("working out rollups and what is kept of datastreams");
        await ExecuteAsync("""
            ALTER TABLE hub.observations ENABLE TRIGGER USER;
            UPDATE hub.datastreams d SET count = s.count, first_time = s.first_time, last_time = s.last_time,
                last_result = (SELECT o.result FROM hub.observations o WHERE o.datastream_id = d.datastream_id AND o.phenomenon_time = s.last_time AND o.source = 0)
            FROM (SELECT datastream_id, count(*) AS count, min(phenomenon_time) AS first_time, max(phenomenon_time) AS last_time FROM hub.observations GROUP BY 1) s
            WHERE s.datastream_id = d.datastream_id
            """);
        await ExecuteAsync("VACUUM (ANALYZE) hub.observations");
        await ExecuteAsync("VACUUM (FULL, ANALYZE) hub.datastreams");
        began = Stopwatch.GetTimestamp();
        await ExecuteAsync($"""
            INSERT INTO hub.pending_rollups (datastream_id, from_time, to_time)
            SELECT datastream_id, lower(hours), upper(hours) FROM (
                SELECT datastream_id, unnest(range_agg(tstzrange(hour, hour + interval '1 hour'))) AS hours
                FROM (SELECT DISTINCT datastream_id, date_trunc('hour', phenomenon_time) AS hour FROM hub.observations WHERE {Recent}) h
                GROUP BY datastream_id, hub.partition_year(hour)
            ) m
            """);
        while (await NumberAsync("SELECT count(*) FROM hub.pending_rollups") > 0)
            await Task.Delay(TimeSpan.FromSeconds(1));
        RollingUp = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await ExecuteAsync("VACUUM (ANALYZE) hub.hourly_rollups");
        await ExecuteAsync("VACUUM (ANALYZE) hub.daily_rollups");
        RolledUp = (long)await NumberAsync($"SELECT count(*) FROM hub.observations WHERE {Recent}");
        Rows = (long)await NumberAsync("SELECT count(*) FROM hub.observations");
    }

    /// <summary>The others: one after the other has something to say, again and again for ten years.</summary>
    private async Task SparseAsync(int rows)
    {
        var each = rows / (Datastreams - Busy);
        for (var at = 0; at < each; at += 100)
        {
            await ExecuteAsync($"""
                INSERT INTO hub.observations (datastream_id, phenomenon_time, result)
                SELECT d, date_trunc('day', now()) - interval '10 years' + n * (interval '10 years' / {each}) + d * interval '1 second', (d * 7 + n * 13) % 100
                FROM generate_series({at}, {Math.Min(at + 100, each) - 1}) n, generate_series(1, {Datastreams}) d WHERE d % 10 <> 0
                """);
        }
    }

    /// <summary>The busy ones: every ten minutes, until today.</summary>
    private async Task BusyAsync(int rows)
    {
        var each = rows / Busy;
        for (var at = 0; at < each; at += 1_000)
        {
            await ExecuteAsync($"""
                INSERT INTO hub.observations (datastream_id, phenomenon_time, result)
                SELECT 10 * d, date_trunc('day', now()) - ({each} - n) * interval '10 minutes' + d * interval '100 milliseconds', (d * 7 + n * 13) % 100
                FROM generate_series({at}, {Math.Min(at + 1_000, each) - 1}) n, generate_series(1, {Busy}) d
                """);
        }
    }
}
