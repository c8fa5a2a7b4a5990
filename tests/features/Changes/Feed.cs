using System.Net;
using System.Text.Json;
using Npgsql;
using UrbanDataHub.Tests.Features.Trial;
using UrbanDataHub.Tests.Mirrors;

namespace UrbanDataHub.Tests.Features.Changes;

/// <summary>The change feed of one city's collection, over HTTP, and SQL that changes its rows.</summary>
internal sealed class Feed(TrialNode trial, string city, string collection)
{
    /// <summary>Other tests write to the same server, and their transactions hold the horizon back.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    private readonly Questions _questions = new(trial, city, collection);

    public string City => city;

    public string Address { get; } = $"/cities/{city}/ogc/collections/{collection}/changes";

    public Uri Absolute => new(trial.Service.Http.BaseAddress!, Address);

    /// <summary>A new city with the collection, empty.</summary>
    public static async Task<Feed> OpenAsync(SharedTrial shared, string collection)
    {
        var trial = await shared.GetAsync();
        var city = trial.NextCity();
        await new Rows(trial, city).DescribeAsync(collection, 0);
        return new Feed(trial, city, collection);
    }

    /// <summary>One page.</summary>
    public async Task<JsonElement> PageAsync(string query)
    {
        using var answer = await trial.Service.Http.GetAsync($"{Address}?{query}");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{Address}?{query}: {(int)answer.StatusCode} {text}");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The changes since a token, over all pages: type and local id of each; and the token at the end.</summary>
    public async Task<(List<string> Changes, string Token)> SinceAsync(string? token, int limit = 1000)
    {
        var changes = new List<string>();
        while (true)
        {
            var page = await PageAsync($"limit={limit}{(token is null ? "" : $"&since={token}")}");
            changes.AddRange(page.GetProperty("changes").EnumerateArray().Select(c => $"{c.GetProperty("type").GetString()} {c.GetProperty("id").GetString()![(city.Length + 1)..]}"));
            token = page.GetProperty("token").GetString()!;
            if (!page.GetProperty("more").GetBoolean())
                return (changes, token);
        }
    }

    /// <summary>Applies what the feed has at the moment; returns whether that was anything.</summary>
    public async Task<bool> PullAsync(Mirror mirror, int limit = 1000, Action? after = null)
    {
        var any = false;
        while (true)
        {
            var page = await PageAsync($"limit={limit}{(mirror.Token is null ? "" : $"&since={mirror.Token}")}");
            any |= page.GetProperty("changes").GetArrayLength() > 0;
            var more = mirror.Apply(page);
            after?.Invoke();
            if (!more)
                return any;
        }
    }

    /// <summary>Count and hash as the service computes them; null while they cannot be.</summary>
    public async Task<(long Count, string Hash)?> ChecksumAsync()
    {
        using var answer = await trial.Service.Http.GetAsync(Address + "/checksum");
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode == HttpStatusCode.Conflict)
            return null;
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode} {text}");
        var body = JsonDocument.Parse(text).RootElement;
        return (body.GetProperty("count").GetInt64(), body.GetProperty("hash").GetString()!);
    }

    /// <summary>Waits until all that is committed is also handed out.</summary>
    public async Task SettleAsync()
    {
        var now = await trial.AskAsync<string>("SELECT pg_current_xact_id()::text");
        await Eventually.TrueAsync(() => trial.AskAsync<bool>($"SELECT pg_snapshot_xmin(pg_current_snapshot()) > '{now}'::xid8"), "all transactions before this one have ended", _patience);
    }

    /// <summary>Writes rows with these ids, and names that differ from all before.</summary>
    public Task PutAsync(params string[] ids) => RunAsync(string.Join(';', ids.Select(Put)));

    /// <summary>Marks rows as deleted.</summary>
    public Task DeleteAsync(params string[] ids) => RunAsync(string.Join(';', ids.Select(Delete)));

    /// <summary>Runs statements in one transaction, and waits until the feed has them.</summary>
    public async Task RunAsync(string sql)
    {
        await trial.ExecuteAsync(sql);
        await SettleAsync();
    }

    /// <summary>A connection of one's own.</summary>
    public ValueTask<NpgsqlConnection> ConnectAsync() => trial.Database.OpenConnectionAsync();

    /// <summary>Inserts a row or changes it, and revives a deleted one, as an import would or by hand.</summary>
    public string Put(string id) => Put(id, Guid.NewGuid(), asImport: id.Length % 2 == 0);

    /// <summary>The same with a given content.</summary>
    public string Put(string id, Guid content, bool asImport) => $"""
        INSERT INTO collections.{collection} AS t (city, local_id, from_source, row_fingerprint, name)
        VALUES ('{city}', '{id}', 'test', '\x{content:n}', '{content}')
        ON CONFLICT (city, local_id) DO UPDATE SET row_fingerprint = excluded.row_fingerprint, name = excluded.name, deleted_at = NULL
        {(asImport ? ", change_xid = excluded.change_xid, change_seq = excluded.change_seq, created_xid = CASE WHEN t.deleted_at IS NULL THEN t.created_xid ELSE excluded.created_xid END" : "")}
        """;

    /// <summary>Marks a row as deleted.</summary>
    public string Delete(string id) => $"UPDATE collections.{collection} SET deleted_at = now() WHERE city = '{city}' AND local_id = '{id}' AND deleted_at IS NULL";

    /// <summary>A problem document of this status.</summary>
    public Task<JsonElement> ProblemAsync(string path, HttpStatusCode status) => _questions.ProblemAsync(Address + path, status);
}
