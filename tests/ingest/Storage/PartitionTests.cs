using Npgsql;
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Tests.Ingest.Storage;

/// <summary>Observations of any time find their partition, however many ask for it at once.</summary>
public sealed class PartitionTests(SharedSeriesStore once) : IClassFixture<SharedSeriesStore>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Observations_of_four_centuries_are_kept_and_come_in_order()
    {
        var store = await once.GetAsync();
        var datastream = await store.DatastreamAsync();
        var now = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) + "Z";
        string[] times = ["1700-06-01T00:00:00Z", "1999-12-31T23:59:59.999999Z", "2000-01-01T00:00:00Z", "2010-05-05T05:05:05Z", "2015-12-31T23:59:59.999999Z", "2016-01-01T00:00:00Z", now];
        var ids = await store.AddAsync(datastream, [.. times.Select((t, i) => (t, (double)i))]);
        Assert.DoesNotContain(null, ids);

        var page = await store.AskAsync($"/Datastreams({datastream})/Observations?$orderby=phenomenonTime");
        Assert.Equal(Enumerable.Range(0, times.Length), page.GetProperty("value").EnumerateArray().Select(o => o.GetProperty("result").GetInt32()));
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
            Assert.Equal(i, (await store.AskAsync($"/Observations({id})")).GetProperty("result").GetInt32());
        // The same again is the same, in every partition.
        Assert.Equal(ids, await store.AddAsync(datastream, [.. times.Select((t, i) => (t, (double)i))]));
        Assert.Equal(1, await store.NumberAsync("SELECT count(*) FROM hub.partitions WHERE year <= 1999"));
        Assert.Equal(times.Length, await store.NumberAsync($"SELECT count FROM hub.datastreams WHERE datastream_id = {datastream}"));
    }

    [Fact]
    public async Task An_observation_moves_over_the_border_of_partitions_with_its_id()
    {
        var store = await once.GetAsync();
        var datastream = await store.DatastreamAsync();
        var id = (await store.AddAsync(datastream, ("2012-12-31T23:30:00Z", 4)))[0]!.Value;
        await store.ChangeAsync(id, """{ "phenomenonTime": "1850-01-01T00:00:00Z" }""");
        var moved = await store.AskAsync($"/Observations({id})");
        Assert.Equal(("1850-01-01T00:00:00Z", 4), (moved.GetProperty("phenomenonTime").GetString()![..19] + "Z", moved.GetProperty("result").GetInt32()));
        Assert.Equal(1, await store.NumberAsync($"SELECT count(*) FROM hub.observations WHERE datastream_id = {datastream}"));
    }

    [Fact]
    public async Task Many_who_write_first_of_a_new_year_all_get_through()
    {
        var store = await once.GetAsync();
        var datastreams = new[] { await store.DatastreamAsync(), await store.DatastreamAsync() };
        for (var year = 2001; year <= 2004; year++)
        {
            // Other processes: each looks for itself.
            var others = Enumerable.Range(0, 4).Select(_ => new Partitions(store.Database, RetentionRule.Read("off")).EnsureAsync([year], Cancel));
            var writers = Enumerable.Range(0, 16).Select(i => store.AddAsync(datastreams[i % 2], ($"{year}-02-01T00:{i:00}:00Z", i)));
            await Task.WhenAll(others);
            Assert.All(await Task.WhenAll(writers), ids => Assert.NotNull(ids[0]));
            Assert.Equal(1, await store.NumberAsync($"SELECT count(*) FROM hub.partitions WHERE year = {year}"));
        }

        Assert.Equal(64, await store.NumberAsync($"SELECT sum(count) FROM hub.datastreams WHERE datastream_id IN ({string.Join(",", datastreams)})"));
    }

    [Fact]
    public async Task A_new_partition_waits_for_no_long_transaction_and_is_seen_by_it()
    {
        var store = await once.GetAsync();
        var datastream = await store.DatastreamAsync();
        await using var connection = await store.Database.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await InsertAsync(connection, 900_001, "2026-01-01Z");
        var added = await store.AddAsync(datastream, ("2007-01-01T00:00:00Z", 1)).WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.NotNull(added[0]);
        await InsertAsync(connection, 900_001, "2007-01-01Z");
    }

    [Fact]
    public async Task A_writer_that_knows_a_partition_that_is_gone_looks_again()
    {
        var store = await once.GetAsync();
        var datastream = await store.DatastreamAsync();
        await store.AddAsync(datastream, ("2008-01-01T00:00:00Z", 1));
        await store.ExecuteAsync("ALTER TABLE hub.observations DETACH PARTITION hub.observations_2008; DROP TABLE hub.observations_2008");
        Assert.NotNull((await store.AddAsync(datastream, ("2008-03-01T00:00:00Z", 2)))[0]);
    }

    [Fact]
    public async Task Partitions_of_this_year_and_two_more_are_made_ahead()
    {
        var store = await once.GetAsync();
        var year = DateTime.UtcNow.Year;
        await Eventually.TrueAsync(async () => await store.NumberAsync($"SELECT count(*) FROM hub.partitions WHERE year BETWEEN {year} AND {year + 2}") == 3, "three partitions are there");
    }

    private static async Task InsertAsync(NpgsqlConnection connection, long datastream, string time)
    {
        await using var command = new NpgsqlCommand($"INSERT INTO hub.observations (datastream_id, phenomenon_time, result) VALUES ({datastream}, '{time}', 1)", connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
