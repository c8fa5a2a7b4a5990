using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Numbers of nodes: missing ones, the same one twice, and databases that were filled with another.</summary>
public sealed class FederatedNumbersTests
{
    private const string Root = FederatedTowns.Root;

    [Fact]
    public async Task Two_nodes_of_one_number_refuse_each_other()
    {
        await using var towns = await FederatedTowns.StartAsync(5, 5);
        var made = await towns.MakeAsync(0, FederatedTowns.Thing("well", 1, 1));
        await towns.MakeAsync(1, FederatedTowns.Thing("other", 1, 1));

        foreach (var node in towns.Nodes)
        {
            await Eventually.TrueAsync(
                async () => Partner(await node.Http.JsonAsync($"{Root}/Things?$count=true")).GetProperty("detail").GetString()!.Contains("the same number 5", StringComparison.Ordinal),
                "the partner is refused with the reason");
            var page = await node.Http.JsonAsync($"{Root}/Things?$count=true");
            Assert.Equal("failed", Partner(page).GetProperty("state").GetString());
            Assert.Equal(1, page.GetProperty("value").GetArrayLength());
            Assert.False(page.TryGetProperty("@iot.count", out _));
        }

        Assert.Equal("well", (await towns.Nodes[0].Http.JsonAsync($"{Root}/Things({made})")).GetProperty("name").GetString());
        Assert.Equal("other", (await towns.Nodes[1].Http.JsonAsync($"{Root}/Things({made})")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Two_partners_of_one_number_are_refused_both()
    {
        await using var towns = await FederatedTowns.StartAsync(5, 6, 6);
        var made = await towns.MakeAsync(1, FederatedTowns.Thing("well", 1, 1));
        await Eventually.TrueAsync(
            async () => (await towns.Http.JsonAsync($"{Root}/Things")).GetProperty("@hub.federation").GetProperty("cities").EnumerateArray()
                .Count(c => c.TryGetProperty("detail", out var detail) && detail.GetString()!.Contains("the same number 6", StringComparison.Ordinal)) == 3,
            "all three cities are refused with the reason");

        var problem = await towns.Http.ProblemAsync($"{Root}/Things({made})", 502);

        Assert.Equal(["oststadt", "weststadt", "suedstadt"], problem.GetProperty("federation").States().Keys);
    }

    [Fact]
    public async Task A_node_without_a_number_federates_nothing_and_is_not_federated()
    {
        await using var towns = await FederatedTowns.StartAsync(5, null);
        Assert.Equal(1, await towns.MakeAsync(1, FederatedTowns.Thing("well", 1, 1)));
        Assert.Equal(2, await towns.MakeAsync(1, FederatedTowns.Thing("well", 1, 1)));

        var alone = await towns.Nodes[1].Http.JsonAsync($"{Root}/Things?$count=true");

        Assert.Equal(2, alone.GetProperty("@iot.count").GetInt32());
        Assert.False(alone.TryGetProperty("@hub.federation", out _));
        await Eventually.TrueAsync(
            async () => Partner(await towns.Http.JsonAsync($"{Root}/Things")).GetProperty("detail").GetString()!.Contains("has no number", StringComparison.Ordinal),
            "the partner is named with the reason");
        await towns.Http.ProblemAsync($"{Root}/Things(2)", 404);
    }

    [Fact]
    public async Task A_database_that_was_filled_with_another_number_is_not_served()
    {
        await using var towns = await FederatedTowns.StartAsync(4);
        var sensors = towns.Nodes[0][HubProgram.Sensors];
        Assert.Equal(4, await towns.MakeAsync(0, FederatedTowns.Thing("well", 1, 1)));
        await RestartWithAsync(towns.Nodes[0], sensors, 4);
        Assert.Equal(1004, await towns.MakeAsync(0, FederatedTowns.Thing("well", 1, 1)));

        await sensors.StopAsync();
        SetNumber(towns.Nodes[0], 6);
        sensors.Start();

        await Eventually.TrueAsync(() => Task.FromResult(!sensors.IsRunning), "the program ends");
        Assert.Contains("does not end in 006", sensors.Log(), StringComparison.Ordinal);
        await RestartWithAsync(towns.Nodes[0], sensors, 4);
        Assert.Equal(2004, await towns.MakeAsync(0, FederatedTowns.Thing("well", 1, 1)));
    }

    [Fact]
    public async Task The_city_of_a_foreign_server_is_named_as_not_federated_and_makes_no_answer_incomplete()
    {
        var mapping = Path.Combine(Directory.CreateTempSubdirectory("hub-foreign-").FullName, "fremda.yaml");
        await File.WriteAllTextAsync(mapping, """
            name: { de: Fremda, en: Fremda city }
            collections:
              - collection: monitoring-stations
                from: Things
                publisher: Stadt Fremda
                licence: cc-zero
                map: { name: name, kind: { constant: other } }
            """);
        await using var towns = await FederatedTowns.StartWithAsync([new TestPartner("fremd", new Uri("http://127.0.0.1:9/v1.1"), ["fremda"], "sensorthings", mapping)], 5, 6);
        await towns.CompleteAsync();

        var federation = (await towns.Http.JsonAsync($"{Root}/Things?$count=true")).GetProperty("@hub.federation");

        Assert.Equal(["neustadt", "oststadt"], federation.States().Keys);
        var left = Assert.Single(federation.GetProperty("notFederated").EnumerateArray());
        Assert.Equal("fremda http://127.0.0.1:9/v1.1", $"{left.GetProperty("city").GetString()} {left.GetProperty("url").GetString()}");
    }

    private static async Task RestartWithAsync(TestNode node, NodeProcess process, int number)
    {
        await process.StopAsync();
        SetNumber(node, number);
        await process.RestartAsync();
        await FederatedTowns.FoundAsync(node);
    }

    private static void SetNumber(TestNode node, int number) =>
        File.WriteAllLines(node.NodeFile, File.ReadAllLines(node.NodeFile).Where(line => !line.StartsWith("number:", StringComparison.Ordinal)).Append($"number: {number}"));

    private static JsonElement Partner(JsonElement page) => page.GetProperty("@hub.federation").GetProperty("cities")[1] is var city && city.TryGetProperty("detail", out _)
        ? city
        : JsonDocument.Parse("""{"detail":""}""").RootElement;
}
