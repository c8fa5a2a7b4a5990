using System.Diagnostics;
using Npgsql;
using UrbanDataHub.Tests.Features.Trial;
using UrbanDataHub.Tests.Mirrors;

namespace UrbanDataHub.Tests.Features.Changes;

/// <summary>
/// The promise of the change feed: whoever follows it has what the table has, however writers and readers meet. Writers
/// hold their transactions open in random order, roll back some, and write as imports do or by hand.
/// </summary>
public sealed class MirrorTests(SharedTrial shared, ITestOutputHelper output)
{
    private static readonly TimeSpan _writing = TimeSpan.FromSeconds(8);
    private readonly int _seed = Environment.TickCount;

    [Fact]
    public async Task A_reader_among_writers_ends_with_what_the_table_has_from_every_token_on_its_way()
    {
        var feed = await Feed.OpenAsync(shared, "ledgers");
        var (mirror, stations) = (new Mirror(), new List<Mirror>());
        var writing = WriteAsync(feed, writers: 8);
        while (!writing.IsCompleted)
            await feed.PullAsync(mirror, limit: 7, () => stations.Add(mirror.Copy()));
        var committed = await writing;

        await AssertSameAsync(feed, mirror);
        output.WriteLine($"seed {_seed}: {committed} transactions, {stations.Count} pages, {mirror.Versions.Count} rows");
        Assert.True(stations.Count > 20, "The reader hardly read among the writers.");
        var random = new Random(_seed);
        foreach (var station in random.GetItems(stations.ToArray(), 20))
        {
            await feed.PullAsync(station, limit: random.Next(1, 200));
            Assert.Equal(mirror.Versions.OrderBy(v => v.Key, StringComparer.Ordinal), station.Versions.OrderBy(v => v.Key, StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_reader_that_is_killed_goes_on_where_it_was_and_misses_nothing()
    {
        var feed = await Feed.OpenAsync(shared, "ledgers");
        var folder = Directory.CreateTempSubdirectory("hub-mirror-").FullName;
        var random = new Random(_seed);
        var writing = WriteAsync(feed, writers: 6);
        var kills = 0;
        while (!writing.IsCompleted)
        {
            var before = new Journal(folder).Pages;
            using var reader = Start(feed, folder);
            // A machine that has much to do starts a process in seconds; one that has not read yet is not worth killing.
            await Eventually.TrueAsync(() => Task.FromResult(new Journal(folder).Pages > before || writing.IsCompleted), "the reader reads");
            await Task.Delay(random.Next(900), TestContext.Current.CancellationToken);
            reader.Kill();
            await reader.WaitForExitAsync(TestContext.Current.CancellationToken);
            kills++;
        }

        await writing;
        var journal = new Journal(folder);
        var mirror = journal.Replay();
        output.WriteLine($"seed {_seed}: {kills} kills, {journal.Pages} pages, {mirror.Versions.Count} rows before the last pull");
        Assert.True(journal.Pages > kills, "The reader was killed before it read anything.");
        await AssertSameAsync(feed, mirror);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The steps by which a mirror proves itself: read to the end, compare, and believe a difference only if nothing changed in between.</summary>
    private static async Task AssertSameAsync(Feed feed, Mirror mirror)
    {
        await feed.SettleAsync();
        await feed.PullAsync(mirror);
        Assert.Equal(await feed.ChecksumAsync(), mirror.Checksum());
        Assert.False(await feed.PullAsync(mirror));
    }

    private static Process Start(Feed feed, string folder) =>
        Process.Start("dotnet", [HubRoot.Assembly("UrbanDataHub.Tests.Mirror"), $"{feed.Absolute}?limit=5", folder]);

    private async Task<int> WriteAsync(Feed feed, int writers)
    {
        var end = DateTime.UtcNow + _writing;
        return (await Task.WhenAll(Enumerable.Range(0, writers).Select(n => WriteAsync(feed, new Random(_seed + n), end)))).Sum();
    }

    private static async Task<int> WriteAsync(Feed feed, Random random, DateTime end)
    {
        await using var connection = await feed.ConnectAsync();
        var committed = 0;
        while (DateTime.UtcNow < end)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            // In one order, so that no two writers wait for each other.
            foreach (var row in Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(150)).Distinct().Order())
            {
                var id = row.ToString("000", System.Globalization.CultureInfo.InvariantCulture);
                var sql = random.Next(4) == 0 ? feed.Delete(id) : feed.Put(id, Guid.NewGuid(), asImport: random.Next(2) == 0);
                await using var command = new NpgsqlCommand(sql, connection, transaction);
                await command.ExecuteNonQueryAsync();
                await Task.Delay(random.Next(12));
            }

            if (random.Next(10) == 0)
                continue;
            await transaction.CommitAsync();
            committed++;
        }

        return committed;
    }
}
