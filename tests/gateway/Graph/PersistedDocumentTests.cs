using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>Documents named by their hash, and documents that are too large.</summary>
public sealed class PersistedDocumentTests(SharedNodes shared)
{
    private const string Response = "application/graphql-response+json";

    [Fact]
    public async Task A_document_that_was_sent_once_is_asked_by_its_hash()
    {
        var query = $"{{ benches(city: [\"dura\"]) {{ totalCount }} }} # {Guid.NewGuid()}";
        var extensions = Persisted(Hash(query));
        using var unknown = await SendAsync(new { extensions });
        using var sent = await SendAsync(new { query, extensions });
        using var known = await SendAsync(new { extensions });
        var nodes = await shared.GetAsync();
        var got = await nodes.Http.JsonAsync($"/graphql?extensions={Uri.EscapeDataString(JsonSerializer.Serialize(extensions))}");

        Assert.Equal("PersistedQueryNotFound", (await ErrorAsync(unknown)).GetProperty("message").GetString());
        Assert.Equal("PERSISTED_QUERY_NOT_FOUND", (await ErrorAsync(unknown)).GetProperty("extensions").GetProperty("code").GetString());
        foreach (var answer in new[] { sent, known })
            Assert.Equal(7, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("data").GetProperty("benches").GetProperty("totalCount").GetInt32());
        Assert.Equal(7, got.GetProperty("data").GetProperty("benches").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task A_hash_of_another_text_is_refused()
    {
        using var answer = await SendAsync(new { query = "{ cities { id } }", extensions = Persisted(Hash("{ cities { name } }")) });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("PERSISTED_QUERY_HASH_MISMATCH", (await ErrorAsync(answer)).GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("""{"persistedQuery":7}""")]
    [InlineData("""{"persistedQuery":{"version":2,"sha256Hash":"aa"}}""")]
    [InlineData("""{"persistedQuery":{"version":1,"sha256Hash":"aa"}}""")]
    [InlineData("""{"persistedQuery":{"version":1}}""")]
    public async Task A_persisted_query_that_is_none_is_a_400(string extensions)
    {
        using var answer = await SendAsync(new { query = "{ cities { id } }", extensions = JsonDocument.Parse(extensions).RootElement });

        await Answers.ProblemAsync(answer, 400, extensions);
    }

    public static TheoryData<string, string, int> TooLarge() => new()
    {
        { "length", "{ cities { id } } # " + new string('x', 50_000), 50_000 },
        { "tokens", "{ " + string.Concat(Enumerable.Repeat("id ", 10_001)) + "}", 10_000 },
        { "aliases", "{ " + string.Concat(Enumerable.Range(0, 51).Select(n => $"a{n}: cities {{ id }} ")) + "}", 50 },
        { "directives", "{ cities { " + string.Concat(Enumerable.Repeat("id @include(if: true) ", 51)) + "} }", 50 },
        { "depth", "{ " + string.Concat(Enumerable.Repeat("a { ", 12)) + "a" + string.Concat(Enumerable.Repeat(" }", 13)), 12 },
        { "depth", "{ ...F } fragment F on Query { a { " + string.Concat(Enumerable.Repeat("a { ", 12)) + "a" + string.Concat(Enumerable.Repeat(" }", 14)), 12 },
        { "introspection", "{ __schema { types { " + string.Concat(Enumerable.Repeat("fields { type { ", 4)) + "name" + string.Concat(Enumerable.Repeat(" } }", 4)) + " } } }", 3 },
        { "cost", "{ " + string.Concat(Enumerable.Range(0, 50).Select(n => $"a{n}: benches(first: 1000) {{ nodes {{ id city name kind }} }} ")) + "}", 200_000 },
    };

    [Theory]
    [MemberData(nameof(TooLarge))]
    public async Task A_document_over_a_limit_is_a_400_that_names_it(string limit, string query, int allowed)
    {
        foreach (var accepted in new[] { Response, "application/json" })
        {
            using var answer = await SendAsync(new { query }, accepted);

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var told = (await ErrorAsync(answer)).GetProperty("extensions");
            Assert.Equal(limit.ToUpperInvariant() + "_LIMIT", told.GetProperty("code").GetString());
            Assert.Equal(limit, told.GetProperty("limit").GetString());
            Assert.Equal(allowed, told.GetProperty("allowed").GetInt32());
            Assert.True(told.GetProperty("asked").GetInt64() > allowed);
        }
    }

    [Fact]
    public async Task The_cost_is_counted_with_the_variables()
    {
        const string query = "query($n: Int) { benches(first: $n) { nodes { id } } cities { id } }";
        using var answer = await SendAsync(new { query = query.Replace("cities { id }", string.Concat(Enumerable.Range(0, 49).Select(n => $"a{n}: benches(first: $n) {{ nodes {{ id name kind seats }} }} ")), StringComparison.Ordinal), variables = new { n = 1000 } });

        Assert.Equal("COST_LIMIT", (await ErrorAsync(answer)).GetProperty("extensions").GetProperty("code").GetString());
    }

    private static object Persisted(string hash) => new { persistedQuery = new { version = 1, sha256Hash = hash } };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("errors")[0];

    private async Task<HttpResponseMessage> SendAsync(object body, string accepted = Response)
    {
        var nodes = await shared.GetAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
            Headers = { { "Accept", accepted } },
        };
        return await nodes.Http.SendAsync(request);
    }
}
