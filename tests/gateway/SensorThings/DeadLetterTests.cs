using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Who may see what a node could not take, and how.</summary>
public sealed class DeadLetterTests(SharedWrittenTown shared) : IClassFixture<SharedWrittenTown>
{
    private const string Address = "/node/dead-letters";

    [Fact]
    public async Task They_are_listed_newest_first_by_pages_with_topic_reason_and_payload()
    {
        var town = await shared.GetAsync();
        await using var broker = await Broker.OfAsync(town.Node);
        foreach (var payload in new[] { "first", "second", "third" })
            await broker.PublishAsync("Observations", payload);
        await Eventually.TrueAsync(async () => (await AskAsync(town, Address)).GetProperty("total").GetInt64() == 3, "there are three dead letters");

        var first = await AskAsync(town, Address + "?limit=2");
        var second = await AskAsync(town, first.GetProperty("next").GetString()!);

        var letters = first.GetProperty("deadLetters").EnumerateArray().Concat(second.GetProperty("deadLetters").EnumerateArray()).ToList();
        Assert.Equal(["third", "second", "first"], letters.Select(l => l.GetProperty("payload").GetString()));
        Assert.All(letters, l => Assert.Equal("v1.1/Observations", l.GetProperty("topic").GetString()));
        Assert.All(letters, l => Assert.Contains("no JSON", l.GetProperty("reason").GetString(), StringComparison.Ordinal));
        Assert.False(second.TryGetProperty("next", out _));
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?cursor=nonsense", "cursor")]
    [InlineData("?city=leipzig", "city")]
    public async Task A_wrong_parameter_is_named(string query, string parameter)
    {
        using var answer = await (await shared.GetAsync()).Http.GetAsync(Address + query, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(parameter, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Payloads_are_told_to_who_may_write_alone()
    {
        const string Token = "a-token-of-some-length-4711";
        await using var town = await WrittenTown.StartAsync(Token);
        await using var broker = await Broker.OfAsync(town.Node);
        await broker.PublishAsync("Observations", "a secret");
        await Eventually.TrueAsync(async () => (await AskAsync(town, Address)).GetProperty("total").GetInt64() == 1, "there is a dead letter");

        var open = (await AskAsync(town, Address)).GetProperty("deadLetters")[0];
        Assert.False(open.TryGetProperty("payload", out _));
        Assert.Equal("a secret".Length, open.GetProperty("characters").GetInt32());
        Assert.Equal("a secret", (await AskAsync(town, Address, Token)).GetProperty("deadLetters")[0].GetProperty("payload").GetString());
        using var wrong = await SendAsync(town, Address, "another-token-of-length-0815");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    private static async Task<JsonElement> AskAsync(WrittenTown town, string address, string? token = null)
    {
        using var answer = await SendAsync(town, address, token);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement;
    }

    private static async Task<HttpResponseMessage> SendAsync(WrittenTown town, string address, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await town.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
