using System.Net;
using UrbanDataHub.Tests.Gateway.Trial;
using UrbanDataHub.Tests.Mirrors;

namespace UrbanDataHub.Tests.Gateway.Changes;

/// <summary>The change feed over several cities, and of one, through the gateway (infra/decisions/0008).</summary>
public sealed class FederatedFeedTests(SharedNodes shared)
{
    private const string Benches = "/ogc/collections/benches/changes";

    [Theory]
    [InlineData("")]
    [InlineData("?limit=1")]
    [InlineData("?limit=7")]
    [InlineData("?limit=7&city=brena,dura")]
    [InlineData("?city=cala")]
    public async Task A_walk_from_the_beginning_has_every_row_once(string query)
    {
        var nodes = await shared.GetAsync();
        var ids = new List<string>();
        var next = Benches + query;
        for (var more = true; more;)
        {
            var page = await nodes.Http.JsonAsync(next);
            foreach (var change in page.GetProperty("changes").EnumerateArray())
            {
                Assert.Equal("insert", change.GetProperty("type").GetString());
                Assert.Equal(change.GetProperty("id").GetString(), change.GetProperty("feature").GetProperty("id").GetString());
                ids.Add(change.GetProperty("id").GetString()!);
            }

            Assert.True(page.GetProperty("federation").GetProperty("complete").GetBoolean());
            more = page.GetProperty("more").GetBoolean();
            next = page.GetProperty("links").EnumerateArray().Single(l => l.GetProperty("rel").GetString() == "next").GetProperty("href").GetString()!;
        }

        var cities = query.Contains("city=", StringComparison.Ordinal) ? query.Split("city=")[1].Split(',') : [.. Towns.Cities];
        Assert.Equal(nodes.Towns.Benches.Where(b => cities.Contains(b.City)).Select(b => b.Id), ids.Order(StringComparer.Ordinal));
        Assert.Empty((await nodes.Http.JsonAsync(next)).GetProperty("changes").EnumerateArray());
    }

    [Fact]
    public async Task A_city_that_holds_nothing_of_it_does_not_concern_the_answer()
    {
        var nodes = await shared.GetAsync();
        var page = await nodes.Http.JsonAsync("/ogc/collections/wards/changes");
        Assert.Equal(["alba", "dura"], page.GetProperty("federation").States().Keys.Order());
        Assert.Equal(["alba"], (await nodes.Http.JsonAsync("/ogc/collections/wards/changes?since=now&city=alba,brena")).GetProperty("federation").States().Keys);
    }

    [Fact]
    public async Task Each_gateway_gives_the_same_answer_and_each_city_the_same_rows()
    {
        var nodes = await shared.GetAsync();
        var mirrors = new List<Mirror>();
        foreach (var http in nodes.Gateways)
        {
            mirrors.Add(new Mirror());
            await http.PullAsync(Benches + "?limit=11", mirrors[^1]);
        }

        Assert.All(mirrors, m => Assert.Equal(mirrors[0].Checksum(), m.Checksum()));
        foreach (var city in Towns.Cities)
            Assert.True(await nodes[city].ProvesAsync(city, "benches", mirrors[0]), city);
    }

    [Fact]
    public async Task A_city_s_own_feed_is_passed_through_with_links_that_lead_back()
    {
        var nodes = await shared.GetAsync();
        var page = await nodes.Http.JsonAsync("/cities/alba/ogc/collections/benches/changes?limit=3");
        Assert.True(page.GetProperty("more").GetBoolean());
        var next = page.GetProperty("links").EnumerateArray().Single(l => l.GetProperty("rel").GetString() == "next").GetProperty("href").GetString()!;
        Assert.StartsWith(nodes.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + "/cities/alba/ogc/collections/benches/changes?limit=3&since=", next, StringComparison.Ordinal);
        var second = await nodes.Http.JsonAsync(next);
        Assert.NotEqual(page.GetProperty("changes")[0].GetProperty("id").GetString(), second.GetProperty("changes")[0].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("/cities/brena/ogc/collections/benches/changes?since=now")]
    [InlineData("/cities/brena/ogc/collections/benches/changes/checksum")]
    public async Task A_partner_s_city_is_asked_at_the_partner(string address)
    {
        var nodes = await shared.GetAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = nodes.Http.BaseAddress };
        using var answer = await http.GetAsync(address);
        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Equal(nodes["brena"].BaseAddress!.GetLeftPart(UriPartial.Authority) + address, answer.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("since=rubbish", "since")]
    [InlineData("since=", "since")]
    [InlineData("limit=0", "limit")]
    [InlineData("city=atlantis", "city")]
    [InlineData("strict=maybe", "strict")]
    [InlineData("cursor=x", "cursor")]
    public async Task A_wrong_parameter_is_named(string query, string parameter) =>
        await (await shared.GetAsync()).Http.RefusedAsync($"{Benches}?{query}", parameter);

    [Fact]
    public async Task A_token_belongs_to_its_collection_and_cities()
    {
        var nodes = await shared.GetAsync();
        var token = (await nodes.Http.JsonAsync(Benches + "?since=now")).GetProperty("token").GetString();
        Assert.Empty((await nodes.Http.JsonAsync($"{Benches}?since={token}")).GetProperty("changes").EnumerateArray());
        await nodes.Http.RefusedAsync($"{Benches}?city=alba&since={token}", "since");
        await nodes.Http.RefusedAsync($"/ogc/collections/passers/changes?since={token}", "since");
        await nodes.Http.RefusedAsync($"/cities/alba{Benches}?since={token}", "since");
        await nodes.Http.ProblemAsync("/ogc/collections/unicorns/changes", 404);
    }

    [Fact]
    public async Task A_collection_leads_to_its_feed()
    {
        var nodes = await shared.GetAsync();
        foreach (var landing in new[] { "/ogc", "/cities/alba/ogc" })
        {
            var link = Assert.Single(
                (await nodes.Http.JsonAsync(landing + "/collections/benches")).GetProperty("links").EnumerateArray(), l => l.GetProperty("rel").GetString() == "urn:urbandatahub:rel:changes");
            Assert.EndsWith(landing + "/collections/benches/changes", link.GetProperty("href").GetString(), StringComparison.Ordinal);
        }
    }
}
