using System.Net;
using System.Text.Json;
using UrbanDataHub.Tests.Features.Trial;
using UrbanDataHub.Tests.Mirrors;

namespace UrbanDataHub.Tests.Features.Changes;

/// <summary>What the change feed says, page by page (infra/decisions/0008).</summary>
public sealed class FeedTests(SharedTrial shared)
{
    [Fact]
    public async Task Without_a_token_every_row_comes_as_an_insert_and_no_deleted_one()
    {
        var feed = await Feed.OpenAsync(shared, "ledgers");
        await feed.PutAsync("a", "b", "c", "d");
        await feed.PutAsync("b");
        await feed.DeleteAsync("c");

        Assert.Equal(["insert a", "insert d", "insert b"], (await feed.SinceAsync(null)).Changes);
        Assert.Equal(["insert a", "insert d", "insert b"], (await feed.SinceAsync(null, limit: 1)).Changes);
    }

    [Fact]
    public async Task A_row_changed_three_times_comes_once_at_its_last_change()
    {
        var feed = await Feed.OpenAsync(shared, "ledgers");
        await feed.PutAsync("a", "b");
        var (_, token) = await feed.SinceAsync(null);
        await feed.PutAsync("a");
        await feed.PutAsync("a");
        await feed.PutAsync("b");
        await feed.PutAsync("a");

        Assert.Equal(["update b", "update a"], (await feed.SinceAsync(token)).Changes);
        Assert.Equal(["update b", "update a"], (await feed.SinceAsync(token, limit: 1)).Changes);
    }

    [Fact]
    public async Task Insert_update_and_delete_are_told_from_the_place_of_the_token()
    {
        var feed = await Feed.OpenAsync(shared, "ledgers");
        await feed.PutAsync("old", "gone", "back");
        await feed.DeleteAsync("back");
        var (_, token) = await feed.SinceAsync(null);
        await feed.PutAsync("new");
        await feed.PutAsync("new");
        await feed.PutAsync("old");
        await feed.DeleteAsync("gone");
        await feed.PutAsync("back");
        await feed.PutAsync("brief");
        await feed.DeleteAsync("brief");

        Assert.Equal(["insert new", "update old", "delete gone", "insert back", "delete brief"], (await feed.SinceAsync(token)).Changes);
    }

    [Fact]
    public async Task A_token_of_the_present_has_nothing_before_it_and_all_after_it()
    {
        var feed = await Feed.OpenAsync(shared, "ledgers");
        await feed.PutAsync("a", "b");
        var now = await feed.PageAsync("since=now");
        Assert.Equal(0, now.GetProperty("changes").GetArrayLength());
        Assert.False(now.GetProperty("more").GetBoolean());
        await feed.PutAsync("b", "c");

        Assert.Equal(["update b", "insert c"], (await feed.SinceAsync(now.GetProperty("token").GetString())).Changes);
    }

    [Fact]
    public async Task A_change_carries_the_feature_as_it_is_served_its_version_and_a_way_on()
    {
        var feed = await Feed.OpenAsync(shared, "ledgers");
        await feed.RunAsync(feed.Put("ä b", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), asImport: true));
        var page = await feed.PageAsync("limit=5");

        var change = page.GetProperty("changes")[0];
        Assert.Equal($"{feed.City}:ä b", change.GetProperty("id").GetString());
        Assert.Equal("00112233445566778899aabbccddeeff", change.GetProperty("version").GetString());
        Assert.True(change.GetProperty("changedAt").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddHours(-1));
        Assert.Equal("00112233-4455-6677-8899-aabbccddeeff", change.GetProperty("feature").GetProperty("properties").GetProperty("name").GetString());
        var links = page.GetProperty("links").EnumerateArray().ToDictionary(l => l.GetProperty("rel").GetString()!, l => new Uri(l.GetProperty("href").GetString()!).PathAndQuery);
        Assert.Equal($"{feed.Address}?limit=5", links["self"]);
        Assert.Equal($"{feed.Address}?limit=5&since={page.GetProperty("token").GetString()}", links["next"]);
        Assert.Equal(1, page.GetProperty("numberReturned").GetInt32());

        await feed.DeleteAsync("ä b");
        var deleted = (await feed.PageAsync(links["next"].Split('?')[1])).GetProperty("changes")[0];
        Assert.Equal("delete", deleted.GetProperty("type").GetString());
        Assert.False(deleted.TryGetProperty("feature", out _));
    }

    [Fact]
    public async Task A_transaction_that_commits_late_is_not_overtaken()
    {
        var feed = await Feed.OpenAsync(shared, "ledgers");
        await feed.PutAsync("before");
        var (_, token) = await feed.SinceAsync(null);
        await using (var late = await feed.ConnectAsync())
        await using (var transaction = await late.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using (var put = new Npgsql.NpgsqlCommand(feed.Put("late"), late, transaction))
                await put.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await using (var soon = await feed.ConnectAsync())
            await using (var put = new Npgsql.NpgsqlCommand(feed.Put("soon"), soon))
                await put.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

            var (held, further) = await feed.SinceAsync(token);
            Assert.Empty(held);
            var refused = await feed.ProblemAsync("/checksum", HttpStatusCode.Conflict);
            Assert.Contains("older transaction", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
            token = further;
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        await feed.SettleAsync();
        Assert.Equal(["insert late", "insert soon"], (await feed.SinceAsync(token)).Changes);
    }

    [Fact]
    public async Task The_checksum_is_that_of_a_mirror_and_another_one_when_a_row_is_missing()
    {
        var feed = await Feed.OpenAsync(shared, "ledgers");
        var mirror = new Mirror();
        Assert.Equal((0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), mirror.Checksum());
        Assert.Equal(mirror.Checksum(), await feed.ChecksumAsync());

        // Ids that sort otherwise by letters, by UTF-16 units and by bytes.
        await feed.PutAsync("b", "B", "ä", "a-1", "a 1", "\uFF21", "𝄞");
        await feed.DeleteAsync("B");
        await feed.PullAsync(mirror);
        Assert.Equal(6, mirror.Versions.Count);
        Assert.Equal(mirror.Checksum(), await feed.ChecksumAsync());

        await feed.RunAsync($"DELETE FROM collections.ledgers WHERE city = '{feed.City}' AND local_id = 'b'");
        Assert.NotEqual(mirror.Checksum(), await feed.ChecksumAsync());
    }

    [Theory]
    [InlineData("?since=", "since")]
    [InlineData("?since=AAAAAAAAAAAAe30", "since")]
    [InlineData("?since=%F0%9F%98%80", "since")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=viele", "limit")]
    [InlineData("?cursor=x", "cursor")]
    [InlineData("?since=now&since=now", "since")]
    [InlineData("/checksum?since=now", "since")]
    public async Task A_wrong_parameter_is_named(string query, string parameter)
    {
        var feed = await Feed.OpenAsync(shared, "ledgers");
        Assert.Equal(parameter, (await feed.ProblemAsync(query, HttpStatusCode.BadRequest)).GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task A_token_belongs_to_one_city_and_collection()
    {
        var (feed, other) = (await Feed.OpenAsync(shared, "ledgers"), await Feed.OpenAsync(shared, "ledgers"));
        var (_, token) = await other.SinceAsync(null);
        Assert.Equal("since", (await feed.ProblemAsync($"?since={token}", HttpStatusCode.BadRequest)).GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task A_token_from_before_the_table_was_made_anew_is_gone()
    {
        var feed = await Feed.OpenAsync(shared, "relics");
        await feed.PutAsync("a");
        var (_, token) = await feed.SinceAsync(null);
        await feed.RunAsync("""
            CREATE TABLE collections.restored (LIKE collections.relics INCLUDING ALL);
            INSERT INTO collections.restored SELECT * FROM collections.relics;
            DROP TABLE collections.relics;
            ALTER TABLE collections.restored RENAME TO relics
            """);

        var problem = await feed.ProblemAsync($"?since={token}", HttpStatusCode.Gone);
        Assert.Equal("since", problem.GetProperty("parameter").GetString());
        Assert.Contains("begin anew", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(["insert a"], (await feed.SinceAsync(null)).Changes);
    }

    [Fact]
    public async Task A_collection_whose_rows_carry_no_order_has_no_feed_and_no_link_to_one()
    {
        var feed = await Feed.OpenAsync(shared, "readings");
        await feed.ProblemAsync("", HttpStatusCode.NotFound);
        await feed.ProblemAsync("/checksum", HttpStatusCode.NotFound);
        var trial = await shared.GetAsync();
        Assert.DoesNotContain("rel:changes", await trial.Service.Http.GetStringAsync(feed.Address[..^"/changes".Length]), StringComparison.Ordinal);

        var with = await Feed.OpenAsync(shared, "ledgers");
        using var collection = JsonDocument.Parse(await trial.Service.Http.GetStringAsync(with.Address[..^"/changes".Length]));
        var link = Assert.Single(collection.RootElement.GetProperty("links").EnumerateArray(), l => l.GetProperty("rel").GetString() == "urn:urbandatahub:rel:changes");
        Assert.EndsWith(with.Address, link.GetProperty("href").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_city_without_the_dataset_has_no_feed()
    {
        var trial = await shared.GetAsync();
        await new Feed(trial, trial.NextCity(), "ledgers").ProblemAsync("", HttpStatusCode.NotFound);
    }
}
