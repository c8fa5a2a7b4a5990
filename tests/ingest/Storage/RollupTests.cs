using System.Globalization;
using Npgsql;
using UrbanDataHub.Schemas;
using UrbanDataHub.Sensors.Observations;
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Tests.Ingest.Storage;

/// <summary>Rollups are what GROUP BY makes of the observations; where they are not yet, they say so.</summary>
public sealed class RollupTests(SharedSeriesStore once) : IClassFixture<SharedSeriesStore>
{
    private const long WorkersLock = 0x5544_4812;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_any_writes_they_equal_what_is_grouped_from_the_observations(int seed)
    {
        var store = await once.GetAsync();
        var run = new RandomWrites(store, seed, await store.DatastreamAsync(), await store.DatastreamAsync());
        for (var step = 0; step < 60; step++)
        {
            // Copies of the service, which take other marks at the same time.
            await Task.WhenAll(run.StepAsync(), store.ExecuteAsync("SELECT hub.renew_rollups(3, 10)"), store.ExecuteAsync("SELECT hub.renew_rollups(1, 1)"));
            Assert.Equal(0, await store.NumberAsync(Wrong("hourly_rollups", "hour", run.Datastreams, "AND NOT EXISTS (SELECT FROM hub.pending_rollups p WHERE p.datastream_id = x.datastream_id AND p.from_time < x.begin_time + interval '1 hour' AND p.to_time > x.begin_time)")));
        }

        await store.SettleAsync();
        Assert.True(await store.NumberAsync($"SELECT count(*) FROM hub.hourly_rollups WHERE datastream_id IN ({run.Datastreams})") > 20);
        Assert.Equal(0, await store.NumberAsync(Wrong("hourly_rollups", "hour", run.Datastreams, "")));
        Assert.Equal(0, await store.NumberAsync(Wrong("daily_rollups", "day", run.Datastreams, "")));
        await CompareAsync(store, run.Ids);
    }

    [Fact]
    public async Task What_was_written_is_pending_until_it_is_worked_out()
    {
        var store = await once.GetAsync();
        var datastream = await store.DatastreamAsync();
        const string Day = "from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z&every=PT1H&fn=count,mean";
        await store.AddAsync(datastream, ("2026-03-01T10:10:00Z", 4), ("2026-03-01T12:00:00Z", 1));
        await store.SettleAsync();
        await using (await store.Database.LeaseAsync(WorkersLock, Cancel))
        {
            await store.AddAsync(datastream, ("2026-03-01T10:20:00Z", 6), ("2026-03-01T11:00:00Z", 8));
            Assert.Equal(["10 1 False", "11 0 False", "12 1 True"], (await store.BucketsAsync(datastream, Day)).Select(Words));
            var month = Assert.Single(await store.BucketsAsync(datastream, "from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z&every=P1M"));
            Assert.False(month.GetProperty("exact").GetBoolean());
        }

        await store.SettleAsync();
        Assert.Equal(["10 2 True", "11 1 True", "12 1 True"], (await store.BucketsAsync(datastream, Day)).Select(Words));
        await store.DeleteAsync($"Datastreams({datastream})");
        Assert.Equal(0, await store.NumberAsync($"SELECT (SELECT count(*) FROM hub.hourly_rollups WHERE datastream_id = {datastream}) + (SELECT count(*) FROM hub.daily_rollups WHERE datastream_id = {datastream})"));
    }

    [Fact]
    public async Task A_writer_that_commits_late_is_not_forgotten()
    {
        var store = await once.GetAsync();
        var datastream = await store.DatastreamAsync();
        await using var connection = await store.Database.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using (var late = new NpgsqlCommand($"INSERT INTO hub.observations (datastream_id, phenomenon_time, result) VALUES ({datastream}, '2026-02-01 10:30Z', 5)", connection))
            await late.ExecuteNonQueryAsync(Cancel);
        await store.ExecuteAsync($"INSERT INTO hub.observations (datastream_id, phenomenon_time, result) VALUES ({datastream}, '2026-02-01 10:40Z', 7)");
        await store.SettleAsync();
        Assert.Equal(1, await store.NumberAsync($"SELECT sum(count) FROM hub.hourly_rollups WHERE datastream_id = {datastream}"));
        await transaction.CommitAsync(Cancel);
        await store.SettleAsync();
        Assert.Equal(2, await store.NumberAsync($"SELECT sum(count) FROM hub.hourly_rollups WHERE datastream_id = {datastream}"));
    }

    [Fact]
    public async Task Copies_of_the_worker_take_turns()
    {
        var store = await once.GetAsync();
        var datastream = await store.DatastreamAsync();
        await store.SettleAsync();
        Task second;
        await using (var connection = await store.Database.Source.OpenConnectionAsync(Cancel))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            await using (var first = new NpgsqlCommand("SELECT hub.renew_rollups()", connection))
                await first.ExecuteNonQueryAsync(Cancel);
            await store.AddAsync(datastream, ("2026-05-01T10:00:00Z", 1));
            second = store.ExecuteAsync("SELECT hub.renew_rollups()");
            Assert.NotSame(second, await Task.WhenAny(second, Task.Delay(TimeSpan.FromSeconds(1), Cancel)));
            await transaction.CommitAsync(Cancel);
        }

        await second;
        await store.SettleAsync();
        Assert.Equal(1, await store.NumberAsync($"SELECT sum(count) FROM hub.hourly_rollups WHERE datastream_id = {datastream}"));
    }

    [Fact]
    public async Task Results_that_no_sum_could_hold_are_left_out_and_stop_nothing()
    {
        var store = await once.GetAsync();
        var datastream = await store.DatastreamAsync();
        await store.AddAsync(datastream, ("2026-04-01T10:00:00Z", 1.7e308), ("2026-04-01T10:01:00Z", 1.7e308), ("2026-04-01T10:02:00Z", 3));
        await store.SettleAsync();
        var hour = Assert.Single(await store.BucketsAsync(datastream, "from=2026-04-01T00:00:00Z&to=2026-04-02T00:00:00Z&fn=sum,count"));
        Assert.Equal((3, 1), (hour.GetProperty("sum").GetDouble(), hour.GetProperty("count").GetInt32()));
    }

    private static string Words(System.Text.Json.JsonElement bucket) =>
        $"{bucket.GetProperty("time").GetDateTime():HH} {bucket.GetProperty("count").GetInt32()} {bucket.GetProperty("exact").GetBoolean()}";

    /// <summary>How many rollups are missing, superfluous or different.</summary>
    private static string Wrong(string table, string unit, string datastreams, string more) => $"""
        SELECT count(*) FROM (
            SELECT datastream_id, begin_time FROM (
                (SELECT datastream_id, begin_time, count, sum, min, max, first, last FROM hub.{table} WHERE datastream_id IN ({datastreams}) EXCEPT SELECT * FROM ({Grouped(unit, datastreams)}) g)
                UNION ALL
                (SELECT * FROM ({Grouped(unit, datastreams)}) g EXCEPT SELECT datastream_id, begin_time, count, sum, min, max, first, last FROM hub.{table} WHERE datastream_id IN ({datastreams}))
            ) d
        ) x WHERE true {more}
        """;

    private static string Grouped(string unit, string datastreams) => $"""
        SELECT datastream_id, date_trunc('{unit}', phenomenon_time, 'UTC') AS begin_time, count(*), sum(result), min(result), max(result),
            (array_agg(result ORDER BY phenomenon_time))[1], (array_agg(result ORDER BY phenomenon_time DESC))[1]
        FROM hub.observations WHERE datastream_id IN ({datastreams}) AND source = 0 AND result IS NOT NULL GROUP BY 1, 2
        """;

    /// <summary>Every size of bucket against what the observations come to.</summary>
    private static async Task CompareAsync(SeriesStore store, IReadOnlyList<long> datastreams)
    {
        var (from, to) = (new DateTime(2023, 12, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2024, 2, 1, 0, 0, 0, DateTimeKind.Utc));
        var all = new List<(long Datastream, DateTime Time, double Result)>();
        await using var command = store.Database.Source.CreateCommand($"SELECT datastream_id, phenomenon_time, result FROM hub.observations WHERE datastream_id IN ({string.Join(",", datastreams)}) AND source = 0 AND result IS NOT NULL ORDER BY 1, 2");
        await using (var row = await command.ExecuteReaderAsync(Cancel))
        {
            while (await row.ReadAsync(Cancel))
                all.Add((row.GetInt64(0), row.GetDateTime(1), row.GetDouble(2)));
        }

        foreach (var size in BucketSize.All)
        {
            var expected = all.GroupBy(o => (o.Datastream, Begin: size.BeginOf(size.Number(o.Time))))
                .Select(g => new Bucket(g.Key.Datastream, g.Key.Begin, g.Count(), g.Sum(o => o.Result), g.Min(o => o.Result), g.Max(o => o.Result), g.First().Result, g.Last().Result, true));
            var read = new List<Bucket>();
            await foreach (var bucket in new Rollups(store.Database).ReadAsync([.. datastreams], from, to, size, Cancel))
                read.Add(bucket);
            Assert.True(expected.SequenceEqual(read), $"{size.Text}: {string.Join('\n', expected.Except(read).Concat(read.Except(expected)))}");
        }
    }

    /// <summary>Adds, corrects, moves, deletes and imports around the turn of a year, in quarters, whose sums are exact.</summary>
    private sealed class RandomWrites(SeriesStore store, int seed, params long[] datastreams)
    {
        private readonly Random _random = new(seed);
        private readonly List<long> _written = [];
        private readonly HashSet<long> _imported = [];

        public IReadOnlyList<long> Ids => [.. datastreams.Concat(_imported).Order()];

        public string Datastreams => string.Join(",", Ids);

        public async Task StepAsync()
        {
            switch (_random.Next(6))
            {
                case 0 or 1:
                    var added = await store.AddAsync(datastreams[_random.Next(datastreams.Length)], [.. Enumerable.Range(0, _random.Next(1, 40)).Select(_ => (Time().ToString("O"), Result()))]);
                    _written.AddRange(added.OfType<long>().Except(_written));
                    break;
                case 2 when _written.Count > 0:
                    await store.ChangeAsync(Any(), string.Create(CultureInfo.InvariantCulture, $$"""{ "result": {{Result()}} }"""));
                    break;
                case 3 when _written.Count > 0:
                    await store.ChangeAsync(Any(), $$"""{ "phenomenonTime": "{{Time():O}}" }""");
                    break;
                case 4 when _written.Count > 0:
                    var gone = Any();
                    _written.Remove(gone);
                    await store.DeleteAsync($"Observations({gone})");
                    break;
                default:
                    await ImportAsync();
                    break;
            }
        }

        private async Task ImportAsync()
        {
            await using var connection = await store.Database.Source.OpenConnectionAsync(Cancel);
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            var record = new RecordObservations(connection, transaction, new Partitions(store.Database, RetentionRule.Read("off")), BareTown.City);
            var datastream = await record.DatastreamAsync(new DatastreamDescription($"counter-{seed}", "count", new LocalText("Zahl", "Count"), "bicycles", "1", "PT1H"), Cancel);
            await record.StageAsync([.. Enumerable.Range(0, 50).Select(i => new NewObservation(datastream, Time(), Result(), i))], Cancel);
            await record.CompleteAsync(Cancel);
            await transaction.CommitAsync(Cancel);
            _imported.Add(datastream);
        }

        private long Any() => _written[_random.Next(_written.Count)];

        private double Result() => _random.Next(-400, 400) / 4.0;

        private DateTime Time() => new DateTime(2023, 12, 30, 0, 0, 0, DateTimeKind.Utc).AddMinutes(10 * _random.Next(4 * 24 * 6));
    }
}
