using System.Net;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>The address by which gateways ask for the rows of several groups at once.</summary>
public sealed class GroupsTests(SharedNodes shared)
{
    private const string Benches = "/cities/alba/ogc/collections/benches/groups";

    [Fact]
    public async Task Groups_come_in_the_order_asked_each_with_its_rows_and_count()
    {
        var nodes = await shared.GetAsync();
        using var answer = await SendAsync(nodes["alba"], Benches, """{"by":"kind","count":true,"parameters":{"limit":"2","sortby":"-name"},"groups":[{"value":"stone"},{"value":"wood"}]}""");

        var groups = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("groups").EnumerateArray().ToList();
        foreach (var (kind, group) in new[] { "stone", "wood" }.Zip(groups))
        {
            var page = await nodes["alba"].PageAsync($"/cities/alba/ogc/collections/benches/items?limit=2&sortby=-name&kind={kind}");
            Assert.Equal(page.Ids, group.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()!));
            Assert.Equal(page.Matched, group.GetProperty("numberMatched").GetInt32());
            Assert.True(group.GetProperty("more").GetBoolean());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"by\":\"kind\"}")]
    [InlineData("{\"by\":\"colour\",\"groups\":[]}")]
    [InlineData("{\"by\":\"kind\",\"groups\":[7]}")]
    [InlineData("{\"by\":\"kind\",\"groups\":[{\"value\":\"\\ud800\"}]}")]
    [InlineData("{\"by\":\"kind\",\"groups\":[{\"value\":\"\\u0000\"}]}")]
    [InlineData("{\"by\":\"seats\",\"groups\":[{\"value\":\"many\"}]}")]
    [InlineData("{\"by\":\"kind\",\"groups\":[{\"value\":\"wood\",\"after\":7}]}")]
    [InlineData("{\"by\":\"kind\",\"groups\":[{\"value\":\"wood\",\"after\":\"dura:b001\"}]}")]
    [InlineData("{\"by\":\"kind\",\"count\":\"yes\",\"groups\":[]}")]
    [InlineData("{\"by\":\"kind\",\"parameters\":[],\"groups\":[]}")]
    [InlineData("{\"by\":\"kind\",\"parameters\":{\"colour\":\"1\"},\"groups\":[]}")]
    [InlineData("{\"by\":\"kind\",\"parameters\":{\"limit\":7},\"groups\":[]}")]
    [InlineData("{\"by\":\"geometry\",\"groups\":[{\"value\":null}]}")]
    [InlineData("{\"by\":\"geometry\",\"groups\":[{\"value\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2]]]}}]}")]
    public async Task A_body_that_is_no_question_is_a_400(string body)
    {
        var nodes = await shared.GetAsync();

        using var answer = await SendAsync(nodes["alba"], Benches, body);

        await Answers.ProblemAsync(answer, 400, body);
    }

    [Fact]
    public async Task What_is_not_there_is_a_404_and_a_partners_city_is_the_partners()
    {
        var nodes = await shared.GetAsync();
        using var unknown = await SendAsync(nodes["alba"], "/cities/alba/ogc/collections/unicorns/groups", "{}");
        using var partner = await SendAsync(nodes["alba"], "/cities/dura/ogc/collections/benches/groups", "{}");

        await Answers.ProblemAsync(unknown, 404, "unicorns");
        Assert.Equal(HttpStatusCode.TemporaryRedirect, partner.StatusCode);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, string address, string body) =>
        http.PostAsync(address, new StringContent(body, Encoding.UTF8, "application/json"));
}
