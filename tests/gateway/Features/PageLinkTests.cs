using System.Net;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Features;

/// <summary>Each document names itself and its page (OGC API Features Part 1, requirement class html).</summary>
public sealed class PageLinkTests(SharedNodes shared)
{
    public static TheoryData<string> Documents => new(
        from landing in new[] { "/ogc", "/cities/alba/ogc" }
        from path in new[]
        {
            "", "/conformance", "/functions", "/collections", "/collections/benches", "/collections/benches/items", "/collections/benches/items/alba:b001",
            "/collections/datasets", "/collections/datasets/items", "/tileMatrixSets", "/tiles", "/tiles/WebMercatorQuad", "/collections/benches/tiles", "/collections/benches/tiles/WebMercatorQuad",
        }
        select landing + path);

    public static TheoryData<string> Schemas => new(
        from landing in new[] { "/ogc", "/cities/alba/ogc" }
        from path in new[] { "/collections/benches/schema", "/collections/benches/queryables", "/collections/benches/sortables", "/collections/datasets/queryables", "/tileMatrixSets/WebMercatorQuad" }
        select landing + path);

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_document_links_to_itself_and_to_its_page(string address)
    {
        var nodes = await shared.GetAsync();

        var links = (await nodes.Http.JsonAsync(address)).GetProperty("links").EnumerateArray().ToList();

        var self = Assert.Single(links, l => l.GetProperty("rel").GetString() == "self");
        var page = Assert.Single(links, l => l.GetProperty("rel").GetString() == "alternate");
        Assert.Equal("text/html", page.GetProperty("type").GetString());
        Assert.EndsWith(address, Href(self), StringComparison.Ordinal);
        Assert.Equal(Href(self), Href(page).Replace("?f=html", "", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task A_document_without_links_names_its_page_in_the_header(string address)
    {
        var nodes = await shared.GetAsync();

        using var answer = await nodes.Http.GetAsync(address);

        Assert.Equal($"<{nodes.Http.BaseAddress!.ToString().TrimEnd('/')}{address}?f=html>; rel=\"alternate\"; type=\"text/html\"", Assert.Single(answer.Headers.GetValues("Link")));
    }

    [Theory]
    [InlineData("/ogc")]
    [InlineData("/cities/alba/ogc")]
    public async Task The_landing_page_names_the_documentation_for_people(string landing)
    {
        var nodes = await shared.GetAsync();

        var links = (await nodes.Http.JsonAsync(landing)).GetProperty("links").EnumerateArray();

        var documentation = Assert.Single(links, l => l.GetProperty("rel").GetString() == "service-doc");
        Assert.EndsWith(landing + "/api?f=html", Href(documentation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", "")]
    [InlineData("application/vnd.oai.openapi+json;version=3.0, text/html;q=0.5", "")]
    [InlineData("text/html", "?f=json")]
    public async Task Who_wants_the_definition_rather_than_a_page_gets_it(string accept, string query)
    {
        var nodes = await shared.GetAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ogc/api" + query);
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await nodes.Http.SendAsync(request);

        Assert.Equal("application/vnd.oai.openapi+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("?f=json")]
    [InlineData("?limit=3&f=json")]
    public async Task A_partner_reads_the_format_as_it_was_asked(string query)
    {
        var nodes = await shared.GetAsync();
        var partner = (await nodes.Http.JsonAsync("/cities")).GetProperty("cities").EnumerateArray()
            .First(c => !c.GetProperty("url").GetString()!.StartsWith(nodes.Http.BaseAddress!.ToString(), StringComparison.Ordinal));
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = nodes.Http.BaseAddress };

        using var answer = await http.GetAsync($"/cities/{partner.GetProperty("id").GetString()}/ogc/collections/benches/items{query}");

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Equal(query, answer.Headers.Location!.Query);
    }

    private static string Href(JsonElement link) => link.GetProperty("href").GetString()!;
}
