using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Entities, paths, pages and expansions (OGC 18-088, clauses 8 and 9), on what the imports brought.</summary>
public sealed class ReadingTests(SharedSensorTown shared)
{
    private static readonly string[] _sets = ["Things", "Locations", "HistoricalLocations", "Datastreams", "MultiDatastreams", "Sensors", "ObservedProperties", "Observations", "FeaturesOfInterest"];

    [Fact]
    public async Task The_root_names_every_set_where_the_client_asked()
    {
        var town = await shared.GetAsync();
        var root = await town.AskAsync("");

        Assert.Equal(_sets.Select(s => $"{town.Address}/{s}"), root.GetProperty("value").EnumerateArray().Select(e => e.GetProperty("url").GetString()));
        Assert.NotEmpty(root.GetProperty("serverSettings").GetProperty("conformance").EnumerateArray());
    }

    [Theory]
    [InlineData("http://x")]
    [InlineData("http://example.org/elsewhere?a=b")]
    public async Task Who_says_that_it_asks_elsewhere_is_answered_too(string self)
    {
        var town = await shared.GetAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{town.Address}/Things?$top=1");
        request.Headers.Add("Hub-Self", self);
        using var answer = await town.Http.SendAsync(request, TestContext.Current.CancellationToken);

        var page = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Contains("/sensorthings/v1.1/Things(", page.GetProperty("value")[0].GetProperty("@iot.selfLink").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_entity_stands_at_its_own_address_and_every_relation_leads_somewhere()
    {
        var town = await shared.GetAsync();
        foreach (var set in _sets)
        {
            foreach (var entity in (await town.AskAsync($"/{set}?$top=3")).GetProperty("value").EnumerateArray())
            {
                Assert.Equal(JsonValueKind.Number, entity.GetProperty("@iot.id").ValueKind);
                Assert.Equal(entity.GetRawText(), (await town.Http.JsonAsync(entity.GetProperty("@iot.selfLink").GetString()!)).GetRawText());
                foreach (var link in entity.EnumerateObject().Where(p => p.Name.EndsWith("@iot.navigationLink", StringComparison.Ordinal)))
                    Assert.Equal(JsonValueKind.Object, (await town.Http.JsonAsync(link.Value.GetString()!)).ValueKind);
            }
        }
    }

    [Theory]
    [InlineData("/Observations?$top=7")]
    [InlineData("/Observations?$top=7&$orderby=result desc")]
    [InlineData("/Observations?$top=50&$orderby=phenomenonTime desc,Datastream/id")]
    [InlineData("/Observations?$top=11&$orderby=resultTime")]
    [InlineData("/Observations?$top=13&$orderby=Datastream/name desc,result mod 7")]
    public async Task Pages_bring_every_observation_once(string path)
    {
        var town = await shared.GetAsync();
        var (all, pages) = await town.WalkAsync(path);

        Assert.Equal(SensorTown.Observations, all.Select(o => o.GetProperty("@iot.id").GetInt64()).Distinct().Count());
        Assert.Equal(SensorTown.Observations, all.Count);
        Assert.True(pages > 1);
    }

    [Fact]
    public async Task A_page_that_is_exactly_full_has_no_next_link()
    {
        var town = await shared.GetAsync();
        var page = await town.AskAsync($"/Observations?$top={SensorTown.Observations}&$count=true");

        Assert.Equal(SensorTown.Observations, page.GetProperty("@iot.count").GetInt32());
        Assert.False(page.TryGetProperty("@iot.nextLink", out _));
    }

    [Fact]
    public async Task The_same_rows_come_by_OGC_API_Features()
    {
        var town = await shared.GetAsync();
        var (things, _) = await town.WalkAsync("/Things?$orderby=name");
        var (observations, _) = await town.WalkAsync("/Observations?$expand=Datastream");
        var stations = await town.Http.JsonAsync("/ogc/collections/monitoring-stations/items?limit=100&sortby=name");
        var rows = await town.Http.JsonAsync("/ogc/collections/observations/items?limit=1000");

        Assert.Equal(
            stations.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()),
            things.Select(t => t.GetProperty("properties").GetProperty("id").GetString()));
        Assert.Equal(
            rows.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("properties"))
                .Select(p => $"{p.GetProperty("datastream")} {p.GetProperty("phenomenonTime")} {p.GetProperty("result")}").Order(),
            observations.Select(o => $"{o.GetProperty("Datastream").GetProperty("@iot.id")} {o.GetProperty("phenomenonTime").GetString()!.Split('/')[0]} {o.GetProperty("result")}").Order());
    }

    [Fact]
    public async Task Expansions_nest_with_options_of_their_own()
    {
        var town = await shared.GetAsync();
        var page = await town.AskAsync("/Things?$orderby=name&$select=name&$expand=Locations,Datastreams($orderby=name desc;$count=true;$expand=Observations($orderby=phenomenonTime desc;$top=2;$select=result),ObservedProperty)");
        var things = page.GetProperty("value").EnumerateArray().ToList();

        Assert.Equal(["Bridge", "New", "Station"], things.Select(t => t.GetProperty("name").GetString()));
        Assert.Equal([2, 0, 2], things.Select(t => t.GetProperty("Datastreams@iot.count").GetInt32()));
        Assert.Equal("Point", things[0].GetProperty("Locations")[0].GetProperty("location").GetProperty("type").GetString());
        var streams = things[0].GetProperty("Datastreams").EnumerateArray().ToList();
        Assert.Equal("bicycles", streams[0].GetProperty("ObservedProperty").GetProperty("properties").GetProperty("code").GetString());
        Assert.Equal("Fahrräder", streams[0].GetProperty("ObservedProperty").GetProperty("name").GetString());
        Assert.Equal([[29, 28], [129, 128]], streams.Select(s => s.GetProperty("Observations").EnumerateArray().Select(o => o.GetProperty("result").GetInt32())));
        Assert.All(streams[0].GetProperty("Observations").EnumerateArray(), o => Assert.Single(o.EnumerateObject()));
        var rest = await town.Http.JsonAsync(streams[0].GetProperty("Observations@iot.nextLink").GetString()!);
        Assert.Equal([27, 26], rest.GetProperty("value").EnumerateArray().Select(o => o.GetProperty("result").GetInt32()));
    }

    [Fact]
    public async Task Paths_lead_to_properties_values_and_references()
    {
        var town = await shared.GetAsync();
        var thing = (await town.AskAsync("/Things?$filter=name eq 'Bridge'")).GetProperty("value")[0].GetProperty("@iot.id").GetInt64();

        Assert.Equal("""{"name":"Bridge"}""", (await town.AskAsync($"/Things({thing})/name")).GetRawText());
        Assert.Equal("Bridge", await town.Http.GetStringAsync($"/sensorthings/v1.1/Things({thing})/name/$value", TestContext.Current.CancellationToken));
        var references = (await town.AskAsync($"/Things({thing})/Datastreams/$ref")).GetProperty("value");
        Assert.Equal(2, references.GetArrayLength());
        var stream = references[0].GetProperty("@iot.selfLink").GetString()!;
        Assert.Equal(thing, (await town.Http.JsonAsync($"{stream}/Thing")).GetProperty("@iot.id").GetInt64());
        Assert.Equal(SeriesTown.Counts, (await town.Http.JsonAsync($"{stream}/Observations?$count=true&$top=0")).GetProperty("@iot.count").GetInt32());
        Assert.Equal("2024-05-31T22:00:00Z/2024-05-31T23:00:00Z", (await town.Http.JsonAsync($"{stream}/Observations?$top=1&$orderby=phenomenonTime")).GetProperty("value")[0].GetProperty("phenomenonTime").GetString());
    }
}
