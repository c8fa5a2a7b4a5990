using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas.Events;
using UrbanDataHub.Sensors.Storage;
using UrbanDataHub.Tests.Ingest.Importing;

namespace UrbanDataHub.Tests.Ingest.Storage;

/// <summary>What is older than the rule goes as a whole, and everything that is told of datastreams follows.</summary>
public sealed class RetentionTests
{
    [Fact]
    public async Task Years_that_are_too_old_are_dropped_and_counts_follow()
    {
        await using var store = await SeriesStore.StartAsync();
        await using var events = await EventQueue.OpenAsync(store.Node.VirtualHost.Address);
        var (old, mixed) = (await store.DatastreamAsync(), await store.DatastreamAsync());
        var kept = new DateTime(DateTime.UtcNow.Year - 1, 3, 1, 12, 0, 0, DateTimeKind.Utc).ToString("O");
        await store.AddAsync(old, ("2011-01-01T00:00:00Z", 1), ("2011-01-01T00:30:00Z", 3));
        await store.AddAsync(mixed, ("1950-01-01T00:00:00Z", 5), ("2011-01-01T00:00:00Z", 5), (kept, 6));
        await store.SettleAsync();

        var retention = new Retention(store.Database, new Partitions(store.Database, RetentionRule.Read("P5Y")), NullLogger<Retention>.Instance);
        Assert.True(await retention.DropAsync(TestContext.Current.CancellationToken));

        Assert.Equal(0, await store.NumberAsync("SELECT count(*) FROM hub.partitions WHERE year < 2012"));
        Assert.Equal(0, await store.NumberAsync("SELECT count(*) FROM pg_class WHERE relname IN ('observations_2011', 'observations_old')"));
        Assert.Equal(1, await store.NumberAsync("SELECT count(*) FROM hub.observations"));
        Assert.Equal(1, await store.NumberAsync($"SELECT count(*) FROM hub.datastreams WHERE datastream_id = {old} AND count = 0 AND first_time IS NULL AND last_time IS NULL AND last_result IS NULL"));
        Assert.Equal(1, await store.NumberAsync($"SELECT count(*) FROM hub.datastreams WHERE datastream_id = {mixed} AND count = 1 AND first_time = '{kept}' AND last_time = '{kept}' AND last_result = 6"));
        Assert.Equal(1, await store.NumberAsync("SELECT count FROM hub.datasets WHERE collection = 'observations'"));
        await events.UntilAsync<ObservationsRecorded>(e => e.Inserted == 0 && e.Updated == 0 && e.Datastreams.Contains(old) && e.From.Year == 2011);
        // The mean of a day of 2011 is still known, and exact.
        var day = Assert.Single(await store.BucketsAsync(old, "from=2011-01-01T00:00:00Z&to=2011-02-01T00:00:00Z&every=P1D&fn=mean,count"));
        Assert.Equal((2, 2, true), (day.GetProperty("mean").GetInt32(), day.GetProperty("count").GetInt32(), day.GetProperty("exact").GetBoolean()));
    }

    [Fact]
    public async Task A_partition_that_was_being_taken_out_when_the_service_died_is_dropped_by_the_next_run()
    {
        await using var store = await SeriesStore.StartAsync();
        var datastream = await store.DatastreamAsync();
        await store.AddAsync(datastream, ("2009-01-01T00:00:00Z", 1), ("2011-01-01T00:00:00Z", 2));
        await store.SettleAsync();
        await store.ExecuteAsync("ALTER TABLE hub.observations DETACH PARTITION hub.observations_2009");
        // What comes meanwhile for that year gets a partition under another name, and goes with the old ones.
        await new Partitions(store.Database, RetentionRule.Read("off")).EnsureAsync([2009], TestContext.Current.CancellationToken);

        var retention = new Retention(store.Database, new Partitions(store.Database, RetentionRule.Read("P10Y")), NullLogger<Retention>.Instance);
        Assert.True(await retention.DropAsync(TestContext.Current.CancellationToken));

        Assert.Equal(0, await store.NumberAsync("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND (relname LIKE 'observations\\_2009%' OR relname LIKE 'observations\\_2011%')"));
        Assert.Equal(0, await store.NumberAsync($"SELECT count FROM hub.datastreams WHERE datastream_id = {datastream}"));
    }

    [Fact]
    public async Task Taking_out_a_partition_that_was_interrupted_is_carried_on()
    {
        await using var store = await SeriesStore.StartAsync();
        var datastream = await store.DatastreamAsync();
        await store.AddAsync(datastream, ("2011-01-01T00:00:00Z", 2));
        await store.SettleAsync();
        await using (var reader = await store.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var transaction = await reader.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var read = new NpgsqlCommand("SELECT count(*) FROM hub.observations", reader);
            await read.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            await using var command = store.Database.Source.CreateCommand("ALTER TABLE hub.observations DETACH PARTITION hub.observations_2011 CONCURRENTLY");
            command.CommandTimeout = 1;
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(1, await store.NumberAsync("SELECT count(*) FROM hub.partitions WHERE leaving"));
        var retention = new Retention(store.Database, new Partitions(store.Database, RetentionRule.Read("P5Y")), NullLogger<Retention>.Instance);
        Assert.True(await retention.DropAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await store.NumberAsync($"SELECT count(*) + (SELECT count FROM hub.datastreams WHERE datastream_id = {datastream}) FROM hub.partitions WHERE year = 2011"));
    }

    [Fact]
    public async Task Nothing_is_dropped_before_its_rollups_are_worked_out()
    {
        await using var store = await SeriesStore.StartAsync();
        var datastream = await store.DatastreamAsync();
        await using var hold = await store.Database.LeaseAsync(0x5544_4812, TestContext.Current.CancellationToken);
        await store.AddAsync(datastream, ("2011-01-01T00:00:00Z", 2));
        var retention = new Retention(store.Database, new Partitions(store.Database, RetentionRule.Read("P5Y")), NullLogger<Retention>.Instance);
        Assert.False(await retention.DropAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await store.NumberAsync($"SELECT count FROM hub.datastreams WHERE datastream_id = {datastream}"));
    }

    [Fact]
    public async Task What_is_too_old_to_be_kept_is_not_taken()
    {
        await using var store = await SeriesStore.StartAsync("P5Y");
        var datastream = await store.DatastreamAsync();
        Assert.Equal([null], await store.AddAsync(datastream, ("2011-01-01T00:00:00Z", 1)));
        using var refused = await store.SendAsync(HttpMethod.Post, $"/Datastreams({datastream})/Observations", """{ "phenomenonTime": "2011-01-01T00:00:00Z", "result": 1 }""");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("HUB_RETENTION", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, await store.NumberAsync("SELECT count(*) FROM hub.partitions WHERE year < 2020"));
    }

    [Theory]
    [InlineData("P5Y", "2021-01-01")]
    [InlineData("P18M", "2025-01-01")]
    [InlineData("P1Y6M", "2025-01-01")]
    [InlineData("P52W", "2025-01-01")]
    [InlineData("P2D", "2026-01-01")]
    [InlineData("P200Y", "0001-01-01")]
    [InlineData("P999Y999M999W99999D", "0001-01-01")]
    [InlineData("off", "0001-01-01")]
    [InlineData(null, "0001-01-01")]
    public void Only_whole_years_go(string? rule, string keptFrom) =>
        Assert.Equal(keptFrom, RetentionRule.Read(rule).KeptFrom(new DateTime(2026, 11, 26, 0, 0, 0, DateTimeKind.Utc)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("P")]
    [InlineData("5Y")]
    [InlineData("P0Y")]
    [InlineData("PT5H")]
    [InlineData("P-1Y")]
    [InlineData("never")]
    public void What_is_no_duration_is_said_to_be_none(string rule) => Assert.Contains(rule, Assert.Throws<ConfigurationException>(() => RetentionRule.Read(rule)).Message, StringComparison.Ordinal);
}
