using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Outages;

/// <summary>A partner that answers wrongly costs no healthy city's row, is named, and is asked again.</summary>
public sealed class StandInTests(StandInTests.Node shared) : IClassFixture<StandInTests.Node>
{
    public sealed class Node() : Once<NodeWithStandIn>(NodeWithStandIn.StartAsync);

    /// <summary>Ways to answer a question for items wrongly.</summary>
    public static TheoryData<string, Reply> Faults => new()
    {
        { "rubbish", new Reply("\u0001 not json at all") },
        { "a page of HTML", new Reply("<html>Login</html>", Type: "text/html") },
        { "nothing", new Reply("") },
        { "JSON of another kind", new Reply("[1,2,3]") },
        { "no features", new Reply("""{"type":"FeatureCollection","links":[]}""") },
        { "features that are none", new Reply("""{"type":"FeatureCollection","features":[1,2],"links":[]}""") },
        { "a count that is none", new Reply("""{"features":[],"numberMatched":"many","links":[]}""") },
        { "links that are none", new Reply("""{"features":[],"links":{"next":1}}""") },
        { "a next link without an address", new Reply("""{"features":[],"links":[{"rel":"next","href":null}]}""") },
        { "a next link without a cursor", new Reply("""{"features":[],"links":[{"rel":"next","href":"http://example.org/?page=2"}]}""") },
        { "something behind the end", new Reply(StandIn.Page(5) + "{}") },
        { "other bytes than UTF-8", new Reply(StandIn.Page(5).Replace("Bank", "B\u00e4nk", StringComparison.Ordinal)) },
        { "more features than asked for", new Reply(StandIn.Page(2000)) },
        { "500", new Reply("oops", 500, "text/plain") },
        { "500 with a strange document", new Reply("""{"detail":{"a":5}}""", 500, "application/problem+json") },
        { "503", new Reply("""{"detail":"The database does not answer."}""", 503, "application/problem+json") },
        { "a redirect to elsewhere", new Reply("", 307, Header: "Location: http://127.0.0.1:1/\r\n") },
        { "403", new Reply("""{"detail":"No."}""", 403, "application/problem+json") },
        { "half a page", new Reply(StandIn.Page(5), Bytes: 300) },
        { "no body at all", new Reply(StandIn.Page(5), Bytes: 0) },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_partner_that_answers_wrongly_is_named_and_the_others_rows_come(string what, Reply reply)
    {
        var node = await shared.GetAsync();
        node.Partner.Misbehaves = path => path.Contains("/items", StringComparison.Ordinal) ? reply : null;

        var page = await node.Http.PageAsync("/ogc/collections/benches/items?limit=1000");

        Assert.Equal(node.Towns.Benches.Where(b => b.City == "alba").Select(b => b.Id), page.Ids);
        Assert.Equal("failed", page.Federation.States()[StandIn.City]);
        Assert.False(page.Federation.GetProperty("complete").GetBoolean(), what);
        Assert.NotEqual("", page.Federation.GetProperty("cities").EnumerateArray().Single(c => c.GetProperty("city").GetString() == StandIn.City).GetProperty("detail").GetString());
        Assert.Null(page.Matched);
        var strict = await node.Http.ProblemAsync("/ogc/collections/benches/items?strict=true", 503);
        Assert.Equal("failed", strict.GetProperty("federation").States()[StandIn.City]);
        await AssertGraphNamesItAsync(node.Http);
        await node.HealthyAsync();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(307)]
    public async Task Asked_alone_a_partner_that_fails_is_named_too(int status)
    {
        var node = await shared.GetAsync();
        node.Partner.Misbehaves = path => path.Contains("/items", StringComparison.Ordinal) ? new Reply("", status, Header: "Location: http://127.0.0.1:1/\r\n") : null;
        await Eventually.TrueAsync(async () => (await node.Http.JsonAsync("/ogc/collections/benches")).GetProperty("links").GetArrayLength() > 0, "benches are known");

        foreach (var address in new[] { "/ogc/collections/benches/items?city=erla", "/ogc/collections/benches/items/erla:e1" })
        {
            var problem = await node.Http.ProblemAsync(address, 502);
            Assert.Equal("failed", problem.GetProperty("federation").States()[StandIn.City]);
        }

        await node.HealthyAsync();
    }

    [Fact]
    public async Task Asked_alone_an_answer_that_breaks_off_does_not_pass_for_a_whole_one()
    {
        var node = await shared.GetAsync();
        node.Partner.Misbehaves = path => path.Contains("/items", StringComparison.Ordinal) ? new Reply(StandIn.Page(5), Bytes: 300) : null;

        await Assert.ThrowsAsync<HttpRequestException>(() => node.Http.GetStringAsync("/ogc/collections/benches/items?city=erla"));

        await node.HealthyAsync();
    }

    /// <summary>Ways to answer wrongly what collections there are.</summary>
    public static TheoryData<string> Lists => new(
        "rubbish",
        "[]",
        """{"collections":5}""",
        """{"collections":[{"id":null}]}""",
        """{"collections":[{"id":7}]}""",
        """{"collections":[{"id":"benches","dataset":{}}]}""",
        """{"collections":[{"id":"benches","dataset":{"city":"erla","collection":"benches","boundingBox":[1]}}]}""",
        """{"collections":[{"id":"benches","dataset":{"city":"erla","collection":"benches","parts":[{}, null]}}]}""",
        """{"collections":[{"id":"benches","dataset":"none"}],"city":{"name":7}}""",
        """{"collections":[],"city":{"id":"erla"}}""",
        """{"collections":[],"federation":7}""");

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_partner_that_says_nonsense_of_what_it_holds_breaks_nothing(string list)
    {
        var node = await shared.GetAsync();
        var before = node.Partner.Asked.Count(IsList);
        node.Partner.Misbehaves = path => IsList(path) ? new Reply(list, Type: "application/json") : null;

        await Eventually.TrueAsync(() => Task.FromResult(node.Partner.Asked.Count(IsList) > before), "the partner was asked again", TimeSpan.FromSeconds(60));

        foreach (var address in new[] { "/cities", "/datasets", "/ogc", "/ogc/api", "/ogc/collections", "/ogc/collections/benches" })
            await node.Http.JsonAsync(address);
        await node.Http.DataAsync("{ datasets { title } cities { id name } }");
        Assert.True(node.IsRunning);
        await node.HealthyAsync();

        static bool IsList(string path) => path.EndsWith("/collections", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partner_is_asked_only_about_its_own_city()
    {
        var node = await shared.GetAsync();

        await node.Http.WalkAsync("/ogc/collections/benches/items?limit=7");

        Assert.All(node.Partner.Asked, path => Assert.Matches("^/(cities|downloads)/erla/", path));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("geojson")]
    public async Task A_joined_download_that_breaks_in_the_middle_breaks_for_the_client(string format)
    {
        var node = await shared.GetAsync();
        var whole = await node.Http.GetStringAsync($"/downloads/all/benches.{format}");
        Assert.Contains("erla:e5", whole, StringComparison.Ordinal);
        node.Partner.Misbehaves = path => path.EndsWith(format, StringComparison.Ordinal) ? HalfOf(StandIn.Healthy(path)) : null;

        await Assert.ThrowsAsync<HttpRequestException>(() => node.Http.GetStringAsync($"/downloads/all/benches.{format}"));

        await node.HealthyAsync();
    }

    [Theory]
    [InlineData("csv", "erla: answered 500")]
    [InlineData("geojson", "erla: answered 500")]
    public async Task A_city_that_cannot_be_downloaded_is_named_and_the_others_rows_come(string format, string detail)
    {
        var node = await shared.GetAsync();
        node.Partner.Misbehaves = path => path.Contains("/downloads/", StringComparison.Ordinal) ? new Reply("", 500) : null;

        using var answer = await node.Http.GetAsync($"/downloads/all/benches.{format}");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("alba;state=answered, erla;state=failed", Assert.Single(answer.Headers.GetValues("Hub-Cities")));
        Assert.Contains("alba:b064", text, StringComparison.Ordinal);
        Assert.DoesNotContain("erla:", text, StringComparison.Ordinal);
        if (format == "geojson")
            Assert.Equal(detail["erla: ".Length..], JsonDocument.Parse(text).RootElement.GetProperty("federation").GetProperty("cities")[1].GetProperty("detail").GetString());
        await node.HealthyAsync();
    }

    [Fact]
    public async Task A_value_of_another_kind_is_an_error_at_its_field_and_costs_no_row()
    {
        var node = await shared.GetAsync();
        var strange = StandIn.Page(1).Replace("\"seats\":2", "\"seats\":\"two\"", StringComparison.Ordinal);
        node.Partner.Misbehaves = path => path.Contains("/items", StringComparison.Ordinal) ? new Reply(strange) : null;

        var answer = await node.Http.GraphAsync("{ benches(first: 1000) { nodes { id seats } } }");

        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal("seats", error.GetProperty("path").EnumerateArray().Last().GetString());
        Assert.Equal("The field could not be answered; the log of the gateway says why.", error.GetProperty("message").GetString());
        Assert.Equal(65, answer.GetProperty("data").GetProperty("benches").GetProperty("nodes").GetArrayLength());
        await node.HealthyAsync();
    }

    private static Reply HalfOf(Reply whole) => whole with { Bytes = whole.Body.Length / 2 };

    private static async Task AssertGraphNamesItAsync(HttpClient http)
    {
        var answer = await http.GraphAsync("{ rows: benches(first: 1000) { totalCount nodes { id } } }");

        var rows = answer.GetProperty("data").GetProperty("rows");
        Assert.Equal(64, rows.GetProperty("nodes").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, rows.GetProperty("totalCount").ValueKind);
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal(["rows"], error.GetProperty("path").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal("CITY_MISSING", error.GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal("failed", answer.GetProperty("extensions").GetProperty("federation").States()[StandIn.City]);
    }
}
