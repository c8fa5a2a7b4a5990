using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Entities of three nodes at one gateway: found by id, counted, filtered, expanded, with links that lead on there.</summary>
public sealed class FederatedReadingTests(SharedFederatedTowns shared) : IClassFixture<SharedFederatedTowns>
{
    private const string Root = FederatedTowns.Root;

    public static TheoryData<string> Sets => ["Things", "Locations", "HistoricalLocations", "Datastreams", "Sensors", "ObservedProperties", "Observations", "FeaturesOfInterest"];

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task Links_lead_to_the_same_entity_at_the_gateway_that_was_asked_and_ids_are_the_same_at_all(string set)
    {
        var towns = await shared.GetAsync();
        var told = new List<string>();
        foreach (var node in towns.Nodes)
        {
            var root = new Uri(node.Http.BaseAddress!, Root).ToString();
            var (entities, _) = await FederatedTowns.WalkAsync(node.Http, $"/{set}?$top=1000");
            Assert.Equal([2, 7, 999], entities.Select(e => e.GetProperty("@iot.id").GetInt64() % 1000).Distinct().Order());
            foreach (var entity in entities.GroupBy(e => e.GetProperty("@iot.id").GetInt64() % 1000).SelectMany(g => g.Take(4)))
            {
                Assert.StartsWith($"{root}/{set}(", entity.GetProperty("@iot.selfLink").GetString(), StringComparison.Ordinal);
                Assert.Equal(entity.GetRawText(), (await node.Http.JsonAsync(entity.GetProperty("@iot.selfLink").GetString()!)).GetRawText());
                foreach (var link in entity.EnumerateObject().Where(m => m.Name.EndsWith("@iot.navigationLink", StringComparison.Ordinal) && m.Name != "MultiDatastreams@iot.navigationLink"))
                    Assert.Contains($"\"@iot.selfLink\":\"{root}/", (await node.Http.JsonAsync(link.Value.GetString()!)).GetRawText(), StringComparison.Ordinal);
            }

            told.Add(string.Join('\n', entities.Select(e => e.GetRawText().Replace(root, "", StringComparison.Ordinal))));
        }

        Assert.Single(told.Distinct());
    }

    [Fact]
    public async Task Counts_are_those_of_all_nodes_after_the_filter()
    {
        var towns = await shared.GetAsync();
        var expected = (await towns.ApartAsync("/Things?$top=1000")).Count(t => t.GetProperty("name").GetString() == "well");
        Assert.True(expected > 3);

        var page = await towns.Http.JsonAsync($"{Root}/Things?$count=true&$filter=name eq 'well'&$top=2");

        Assert.Equal((expected, 2), (page.GetProperty("@iot.count").GetInt32(), page.GetProperty("value").GetArrayLength()));
        var federation = page.GetProperty("@hub.federation");
        Assert.True(federation.GetProperty("complete").GetBoolean());
        Assert.Equal(["neustadt", "oststadt", "weststadt", "suedstadt"], federation.States().Keys);
        Assert.Equal([7, 2, 999], federation.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("number").GetInt32()));
        Assert.Equal(expected, federation.GetProperty("nodes").EnumerateArray().Sum(n => n.GetProperty("numberMatched").GetInt32()));
        var bare = await towns.Http.JsonAsync($"{Root}/Things?$count=true&$top=0&$filter=name eq 'well'");
        Assert.Equal((expected, 0, false), (bare.GetProperty("@iot.count").GetInt32(), bare.GetProperty("value").GetArrayLength(), bare.TryGetProperty("@iot.nextLink", out _)));
        using var answer = await towns.Http.GetAsync($"{Root}/Things?$top=1");
        Assert.Equal("neustadt;state=answered, oststadt;state=answered, weststadt;state=answered, suedstadt;state=answered", Assert.Single(answer.Headers.GetValues("Hub-Cities")));
    }

    [Fact]
    public async Task Entities_are_expanded_in_all_nodes_and_their_pages_go_on_at_the_gateway_that_was_asked()
    {
        var towns = await shared.GetAsync();

        var page = await towns.Http.JsonAsync($"{Root}/Things?$filter=name eq 'well'&$top=1000&$select=name,Datastreams&$expand=Datastreams($expand=Observations($top=2;$count=true))");

        Assert.Equal(3, page.GetProperty("@hub.federation").GetProperty("nodes").EnumerateArray().Count(n => n.GetProperty("numberReturned").GetInt32() > 0));
        foreach (var thing in page.GetProperty("value").EnumerateArray())
        {
            Assert.Equal(["name", "Datastreams"], thing.EnumerateObject().Select(m => m.Name));
            var stream = thing.GetProperty("Datastreams")[0];
            Assert.Equal((2, 5), (stream.GetProperty("Observations").GetArrayLength(), stream.GetProperty("Observations@iot.count").GetInt32()));
            var next = stream.GetProperty("Observations@iot.nextLink").GetString()!;
            Assert.StartsWith(towns.Http.BaseAddress!.ToString(), next, StringComparison.Ordinal);
            Assert.Equal(2, (await towns.Http.JsonAsync(next)).GetProperty("value").GetArrayLength());
        }
    }

    [Fact]
    public async Task Any_path_from_an_entity_of_a_partner_is_answered()
    {
        var towns = await shared.GetAsync();
        var stream = (await towns.Nodes[2].Http.JsonAsync($"/node{Root}/Datastreams?$expand=Thing")).GetProperty("value")[3];
        var (id, thing) = (stream.GetProperty("@iot.id"), stream.GetProperty("Thing").GetProperty("name").GetString());

        Assert.Equal(thing, await towns.Http.GetStringAsync($"{Root}/Datastreams({id})/Thing/name/$value"));
        var observations = await towns.Http.JsonAsync($"{Root}/Datastreams({id})/Observations?$orderby=result desc&$top=2&$count=true&$filter=result ge 0");
        Assert.Equal((5, 2), (observations.GetProperty("@iot.count").GetInt32(), observations.GetProperty("value").GetArrayLength()));
        var (rest, pages) = await FederatedTowns.WalkAsync(towns.Http, $"/Datastreams({id})/Observations?$orderby=result desc&$top=2");
        Assert.Equal((5, 3), (rest.Count, pages));
        var references = await towns.Http.JsonAsync($"{Root}/Things/$ref?$top=1000");
        Assert.Equal(references.GetProperty("value").GetArrayLength(), references.GetProperty("value").EnumerateArray().Select(r => r.GetProperty("@iot.selfLink").GetString()).Distinct().Count());
        using var answer = await towns.Http.GetAsync($"{Root}/Datastreams({id})");
        Assert.Equal("weststadt;state=answered, suedstadt;state=answered", Assert.Single(answer.Headers.GetValues("Hub-Cities")));
    }

    [Fact]
    public async Task What_is_wrong_with_a_question_is_said_once()
    {
        var towns = await shared.GetAsync();
        await towns.Http.RefusedAsync($"{Root}/Things?$filter=colour eq 'red'", "$filter");
        await towns.Http.RefusedAsync($"{Root}/Things?$expand=Colours", "$expand");
        await towns.Http.RefusedAsync($"{Root}/Things?$top=many", "$top");
        await towns.Http.RefusedAsync($"{Root}/Things?$colour=red", "$colour");
        await towns.Http.RefusedAsync($"{Root}/Things?keys=true", "keys");
        await towns.Http.RefusedAsync($"{Root}/Things?after=[]", "after");
        var next = (await towns.Http.JsonAsync($"{Root}/Things?$top=5")).GetProperty("@iot.nextLink").GetString()!;
        await towns.Http.RefusedAsync(next.Replace("Things", "Sensors", StringComparison.Ordinal), "$skiptoken");
        await towns.Http.RefusedAsync(next[..^3] + "AAA", "$skiptoken");
        await towns.Http.ProblemAsync($"{Root}/Colours", 404);
        Assert.Contains("number 8", (await towns.Http.ProblemAsync($"{Root}/Things(1008)", 404)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        await towns.Http.ProblemAsync($"{Root}/Things(999999002)", 404);
        await towns.Http.RefusedAsync($"/node{Root}/Things?keys=true&after=[1", "after");
        await towns.Http.ProblemAsync($"/node{Root}/Things?keys=true&after=[null]", 400);
        await towns.Http.ProblemAsync($"/node{Root}/Things?keys=true&after=[\"x\"]", 400);
        await towns.Http.ProblemAsync($"/node{Root}/Things?keys=true&after=[\"1\",\"1\"]", 400);
    }

    [Fact]
    public async Task The_service_root_lists_the_sets_of_this_gateway_and_what_all_nodes_keep()
    {
        var towns = await shared.GetAsync();

        var root = await towns.Http.JsonAsync(Root);

        // These towns have none; FederatedMultiDatastreamTests has.
        var sets = Sets.Select(s => s.Data).ToList();
        sets.Insert(sets.IndexOf("Datastreams") + 1, "MultiDatastreams");
        Assert.Equal(sets.Select(s => new Uri(towns.Http.BaseAddress!, $"{Root}/{s}").ToString()), root.GetProperty("value").EnumerateArray().Select(s => s.GetProperty("url").GetString()));
        Assert.Contains("http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel", root.GetProperty("serverSettings").GetProperty("conformance").EnumerateArray().Select(c => c.GetString()));
        Assert.True(root.GetProperty("@hub.federation").GetProperty("complete").GetBoolean());
        var node = await towns.Nodes[2].Http.JsonAsync("/node");
        Assert.Equal(999, node.GetProperty("number").GetInt32());
        Assert.Equal(FederatedTowns.Things, (await towns.Nodes[2].Http.JsonAsync($"{node.GetProperty("sensorThings").GetString()}/Things?$count=true&$top=0")).GetProperty("@iot.count").GetInt32());
    }
}
