using System.Text;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Nodes that die and come back: they are named, no count lies, and the others' entities come.</summary>
public sealed class FederatedOutageTests(FederatedOutageTests.Three shared) : IClassFixture<FederatedOutageTests.Three>
{
    private const string Root = FederatedTowns.Root;

    [Theory]
    [InlineData(HubProgram.Gateway)]
    [InlineData(HubProgram.Sensors)]
    public async Task A_node_that_is_killed_is_named_with_all_its_cities_and_comes_back(HubProgram killed)
    {
        var towns = await shared.GetAsync();
        await towns.CompleteAsync();
        var theirs = (await towns.Nodes[2].Http.JsonAsync($"/node{Root}/Things?$top=1")).GetProperty("value")[0].GetProperty("@iot.id").GetInt64();
        towns.Nodes[2][killed].Kill();
        try
        {
            var page = await towns.Http.JsonAsync($"{Root}/Things?$count=true&$top=1000");

            Assert.Equal(2 * FederatedTowns.Things, page.GetProperty("value").GetArrayLength());
            Assert.DoesNotContain(999, page.GetProperty("value").EnumerateArray().Select(t => t.GetProperty("@iot.id").GetInt64() % 1000));
            Assert.False(page.TryGetProperty("@iot.count", out _));
            Assert.False(page.GetProperty("@hub.federation").GetProperty("complete").GetBoolean());
            var states = page.GetProperty("@hub.federation").States();
            Assert.Equal("answered answered failed failed", string.Join(' ', states.Values));
            var problem = await towns.Http.ProblemAsync($"{Root}/Things({theirs})", 502);
            Assert.Equal(["weststadt", "suedstadt"], problem.GetProperty("federation").States().Keys);
            await WalksAsync(towns, 2 * FederatedTowns.Things);
        }
        finally
        {
            await towns.Nodes[2][killed].RestartAsync();
        }

        await towns.CompleteAsync();
        var whole = await towns.Http.JsonAsync($"{Root}/Things?$count=true&$top=0");
        Assert.Equal(3 * FederatedTowns.Things, whole.GetProperty("@iot.count").GetInt32());
        Assert.Equal(theirs, (await towns.Http.JsonAsync($"{Root}/Things({theirs})")).GetProperty("@iot.id").GetInt64());
        await WalksAsync(towns, 3 * FederatedTowns.Things);
    }

    [Fact]
    public async Task A_link_to_the_next_page_that_was_held_over_an_outage_goes_on_where_it_was()
    {
        var towns = await shared.GetAsync();
        await towns.CompleteAsync();
        var expected = (await FederatedTowns.WalkAsync(towns.Http, "/Things?$orderby=name")).Entities.Select(Id).ToList();
        var first = await towns.Http.JsonAsync($"{Root}/Things?$orderby=name&$top=10");
        towns.Nodes[1][HubProgram.Gateway].Kill();
        await towns.Http.JsonAsync(first.GetProperty("@iot.nextLink").GetString()!);
        await towns.Nodes[1][HubProgram.Gateway].RestartAsync();
        await towns.CompleteAsync();

        var next = new Uri(first.GetProperty("@iot.nextLink").GetString()!).PathAndQuery[Root.Length..];
        var (rest, _) = await FederatedTowns.WalkAsync(towns.Http, next);

        Assert.Equal(expected, first.GetProperty("value").EnumerateArray().Concat(rest).Select(Id));
    }

    [Fact]
    public async Task A_gateway_that_starts_while_a_node_is_down_does_not_say_that_its_entities_are_not_there()
    {
        var towns = await shared.GetAsync();
        await towns.CompleteAsync();
        var theirs = (await towns.Nodes[1].Http.JsonAsync($"/node{Root}/Things?$top=1")).GetProperty("value")[0].GetProperty("@iot.id").GetInt64();
        towns.Nodes[1][HubProgram.Gateway].Kill();
        towns.Nodes[0][HubProgram.Gateway].Kill();
        await towns.Nodes[0][HubProgram.Gateway].RestartAsync();
        await Eventually.TrueAsync(
            async () => (await towns.Http.JsonAsync($"{Root}/Things?$top=0")).GetProperty("@hub.federation").States() is var states && states["weststadt"] == "answered" && states["oststadt"] == "failed",
            "two of three nodes are heard");

        var problem = await towns.Http.ProblemAsync($"{Root}/Things({theirs})", 502);

        Assert.Equal(["oststadt"], problem.GetProperty("federation").States().Keys);
        await towns.Nodes[1][HubProgram.Gateway].RestartAsync();
        await towns.CompleteAsync();
        Assert.Equal(theirs, Id(await towns.Http.JsonAsync($"{Root}/Things({theirs})")));
    }

    [Fact]
    public async Task A_table_names_who_is_missing_at_its_begin_and_breaks_where_one_is_lost()
    {
        var towns = await shared.GetAsync();
        await towns.CompleteAsync();
        // More than the buffers on the way hold, so that the table is not there already when the node dies.
        await LongNotesAsync(towns.Nodes[1].Http, 8_000);
        using var whole = await towns.Http.GetAsync($"{Root}/Observations?$resultFormat=CSV", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var table = await whole.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await table.ReadExactlyAsync(new byte[1_000], TestContext.Current.CancellationToken);

        towns.Nodes[1][HubProgram.Gateway].Kill();

        try
        {
            await Assert.ThrowsAnyAsync<IOException>(() => table.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
            using var rest = await towns.Http.GetAsync($"{Root}/Things?$resultFormat=CSV&$select=id", TestContext.Current.CancellationToken);
            Assert.Contains("oststadt;state=failed", Assert.Single(rest.Headers.GetValues("Hub-Cities")), StringComparison.Ordinal);
            var rows = (await rest.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
            Assert.Equal(2 * FederatedTowns.Things, rows.Length);
            Assert.DoesNotContain(rows, id => id.EndsWith("002", StringComparison.Ordinal));
        }
        finally
        {
            await towns.Nodes[1][HubProgram.Gateway].RestartAsync();
        }
    }

    /// <summary>Observations that are large for what they say.</summary>
    private static async Task LongNotesAsync(HttpClient http, int count)
    {
        var stream = Id((await http.JsonAsync($"/node{Root}/Datastreams?$top=1")).GetProperty("value")[0]);
        var (begin, note) = (new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc), new string('x', 2_500));
        foreach (var numbers in Enumerable.Range(0, count).Chunk(1_000))
        {
            var rows = string.Join(',', numbers.Select(n => $"[\"{begin.AddMinutes(n):s}Z\",{n},{{\"note\":\"{note}\"}}]"));
            using var body = new StringContent($$"""[{ "Datastream": { "@iot.id": {{stream}} }, "components": ["phenomenonTime", "result", "parameters"], "dataArray": [{{rows}}] }]""", Encoding.UTF8, "application/json");
            using var made = await http.PostAsync($"{Root}/CreateObservations", body);
            Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        }
    }

    private static async Task WalksAsync(FederatedTowns towns, int things)
    {
        var (entities, _) = await FederatedTowns.WalkAsync(towns.Http, "/Things?$orderby=name desc&$top=5");
        Assert.Equal((things, things), (entities.Count, entities.Select(Id).Distinct().Count()));
    }

    private static long Id(JsonElement entity) => entity.GetProperty("@iot.id").GetInt64();

    public sealed class Three() : Once<FederatedTowns>(FederatedTowns.FilledAsync);
}
