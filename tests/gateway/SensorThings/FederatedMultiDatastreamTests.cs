using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>MultiDatastreams of two nodes at one gateway.</summary>
public sealed class FederatedMultiDatastreamTests
{
    private const string Root = FederatedTowns.Root;

    [Fact]
    public async Task Streams_of_two_nodes_are_one_set_and_each_is_found_by_its_id()
    {
        await using var towns = await FederatedTowns.StartAsync(10, 20);
        await towns.CompleteAsync();
        for (var node = 0; node < 2; node++)
        {
            foreach (var name in (string[])["b", "a", "c"])
            {
                using var body = new StringContent(StreetStation.Thing($"{name}{node}", $"[{node},120,\"{name}\"]", "[41,90,null]"), Encoding.UTF8, "application/json");
                using var made = await towns.Nodes[node].Http.PostAsync($"{Root}/Things", body, TestContext.Current.CancellationToken);
                Assert.Equal(201, (int)made.StatusCode);
            }
        }

        foreach (var node in towns.Nodes)
        {
            var (streams, pages) = await FederatedTowns.WalkAsync(node.Http, "/MultiDatastreams?$orderby=name&$top=2");
            Assert.Equal(["a0", "a1", "b0", "b1", "c0", "c1"], streams.Select(s => s.GetProperty("name").GetString()));
            Assert.Equal([10, 20], streams.Select(s => s.GetProperty("@iot.id").GetInt64() % 1000).Distinct().Order());
            Assert.Equal(3, pages);
            foreach (var stream in streams)
            {
                var entity = await node.Http.JsonAsync($"{Root}/MultiDatastreams({stream.GetProperty("@iot.id")})?$expand=ObservedProperties,Observations($count=true)");
                Assert.Equal(["no2", "vehicles", "road"], entity.GetProperty("ObservedProperties").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
                Assert.Equal(2, entity.GetProperty("Observations@iot.count").GetInt32());
                Assert.StartsWith(node.Http.BaseAddress!.ToString(), entity.GetProperty("@iot.selfLink").GetString(), StringComparison.Ordinal);
            }

            var tuples = await node.Http.JsonAsync($"{Root}/Observations?$filter=result[2] eq 'a'&$count=true&$orderby=result[0] desc");
            Assert.Equal((2, "1 0"), (tuples.GetProperty("@iot.count").GetInt32(), string.Join(' ', tuples.GetProperty("value").EnumerateArray().Select(o => o.GetProperty("result")[0].GetInt32()))));
            // Two tuples of each stream, and five elements, as one is null.
            Assert.Equal(6 * 7, (await node.Http.JsonAsync($"{Root}/Observations?$count=true&$top=0")).GetProperty("@iot.count").GetInt32());
            Assert.Contains("http://www.opengis.net/spec/iot_sensing/1.1/req/multi-datastream",
                (await node.Http.JsonAsync(Root)).GetProperty("serverSettings").GetProperty("conformance").EnumerateArray().Select(c => c.GetString()));
        }

        var partners = (await towns.Nodes[1].Http.GetFromJsonAsync<JsonElement>($"/node{Root}/MultiDatastreams?$top=1", TestContext.Current.CancellationToken)).GetProperty("value")[0].GetProperty("@iot.id");
        using var refused = await towns.Http.DeleteAsync($"{Root}/MultiDatastreams({partners})", TestContext.Current.CancellationToken);
        await Answers.ProblemAsync(refused, 403, "DELETE");
    }
}
