using System.Net;
using System.Text.Json;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Features;

/// <summary>The documents of OGC API Features Part 1 around the features, for the federation and for one city.</summary>
public sealed class DocumentTests(SharedNodes shared)
{
    /// <summary>Every address of the API below a landing page.</summary>
    public static TheoryData<string> Addresses => new(
        from landing in new[] { "/ogc", "/cities/alba/ogc" }
        from path in new[]
        {
            "", "/api", "/conformance", "/collections", "/collections/benches", "/collections/benches/schema", "/collections/benches/queryables",
            "/collections/benches/items", "/collections/benches/items/alba:b001", "/collections/benches/changes",
            "/tileMatrixSets", "/tileMatrixSets/DE_EPSG_25832_ADV", "/tiles", "/tiles/WebMercatorQuad", "/tiles/WebMercatorQuad/0/0/0",
            "/collections/benches/tiles", "/collections/benches/tiles/WebMercatorQuad", "/collections/benches/tiles/WebMercatorQuad/0/0/0",
        }
        select landing + path);

    [Theory]
    [InlineData("/ogc")]
    [InlineData("/cities/alba/ogc")]
    public async Task Every_link_is_absolute_and_leads_to_what_it_says(string landing)
    {
        var nodes = await shared.GetAsync();
        var seen = new HashSet<string>();
        var open = new Queue<(string Href, string? Type)>([(landing, "application/json"), ($"{landing}/collections/benches/items?limit=20", "application/geo+json")]);

        while (open.TryDequeue(out var link))
        {
            using var answer = await nodes.Http.GetAsync(link.Href);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{link.Href}: {(int)answer.StatusCode}");
            Assert.Equal(link.Type?.Split(';')[0], answer.Content.Headers.ContentType?.MediaType);
            if (link.Type is not ("application/json" or "application/geo+json") || link.Href.Contains("/downloads/", StringComparison.Ordinal))
                continue;
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            foreach (var found in LinksIn(document.RootElement).Where(l => seen.Add(l.Href)))
                open.Enqueue(found);
        }

        foreach (var collection in new[] { "benches", "passers", "wards" })
            Assert.Contains(seen, href => href.EndsWith($"{landing}/collections/{collection}/items", StringComparison.Ordinal));
        Assert.Contains(seen, href => href.EndsWith("/api", StringComparison.Ordinal));
        Assert.Contains(seen, href => href.Contains("cursor=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/ogc")]
    [InlineData("/cities/alba/ogc")]
    public async Task The_api_definition_is_valid_and_names_every_collection(string landing)
    {
        var nodes = await shared.GetAsync();
        var text = (await nodes.Http.JsonAsync(landing + "/api")).GetRawText();

        var (document, diagnostic) = OpenApiDocument.Parse(text, "json");

        Assert.Empty(diagnostic!.Errors.Select(e => $"{e.Pointer}: {e.Message}"));
        Assert.Empty(diagnostic.Warnings.Select(e => $"{e.Pointer}: {e.Message}"));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_0, diagnostic.SpecificationVersion);
        var collections = (await nodes.Http.JsonAsync(landing + "/collections")).GetProperty("collections").EnumerateArray()
            .Where(c => c.GetProperty("itemType").GetString() == "feature").Select(c => c.GetProperty("id").GetString());
        foreach (var path in collections.SelectMany(id => new[] { $"/collections/{id}/items", $"/collections/{id}/items/{{featureId}}" }))
            Assert.Contains(path, document!.Paths.Keys);
    }

    [Theory]
    [InlineData("/ogc")]
    [InlineData("/cities/alba/ogc")]
    public async Task Every_parameter_of_the_api_definition_is_one_that_the_address_knows(string landing)
    {
        var nodes = await shared.GetAsync();
        var (document, _) = OpenApiDocument.Parse((await nodes.Http.JsonAsync(landing + "/api")).GetRawText(), "json");
        var parameters = document!.Paths["/collections/benches/items"].Operations![HttpMethod.Get].Parameters!;

        foreach (var name in parameters.Select(p => p.Name!))
        {
            using var answer = await nodes.Http.GetAsync($"{landing}/collections/benches/items?{name}=%00");
            var text = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain("unknown", text, StringComparison.Ordinal);
        }

        Assert.Equal(landing == "/ogc", parameters.Any(p => p.Name == "city"));
        Assert.Contains(parameters, p => p.Name == "seats");
    }

    [Theory]
    [InlineData("/ogc", 4, new string[0])]
    [InlineData("/cities/alba/ogc", 2, new[] { "/collections/benches/changes/checksum" })]
    public async Task The_api_definition_knows_the_change_feed(string landing, int parameters, string[] others)
    {
        var nodes = await shared.GetAsync();
        var (document, _) = OpenApiDocument.Parse((await nodes.Http.JsonAsync(landing + "/api")).GetRawText(), "json");

        var changes = document!.Paths["/collections/benches/changes"].Operations![HttpMethod.Get];
        Assert.Equal(parameters, changes.Parameters!.Count);
        Assert.Contains("410", changes.Responses!.Keys);
        Assert.Equal(others, document.Paths.Keys.Where(p => p.StartsWith("/collections/benches/changes/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_what_a_city_of_the_federation_holds_is_a_collection()
    {
        var nodes = await shared.GetAsync();

        async Task<string[]> IdsAsync(string landing) =>
            [.. (await nodes.Http.JsonAsync(landing + "/collections")).GetProperty("collections").EnumerateArray()
                .Where(c => c.GetProperty("itemType").GetString() == "feature").Select(c => c.GetProperty("id").GetString()!)];

        Assert.Equal(["benches", "moods", "passers", "wards"], (await IdsAsync("/ogc")).Order());
        Assert.Equal(["benches", "passers", "wards"], (await IdsAsync("/cities/alba/ogc")).Order());
        await nodes.Http.ProblemAsync("/ogc/collections/unicorns", 404);
        await nodes.Http.ProblemAsync("/cities/alba/ogc/collections/moods", 404);
    }

    [Fact]
    public async Task A_collection_names_its_datasets_and_where_its_features_lie()
    {
        var nodes = await shared.GetAsync();
        var wards = await nodes.Http.JsonAsync("/ogc/collections/wards");

        Assert.Equal(["alba", "dura"], wards.GetProperty("cities").EnumerateArray().Select(d => d.GetProperty("city").GetString()));
        var box = wards.GetProperty("extent").GetProperty("spatial").GetProperty("bbox")[0].EnumerateArray().Select(n => n.GetDouble()).ToList();
        // Wider than the wards, and by no more than two metres.
        Assert.All(box.Zip([7, 51, 10, 52], (told, actual) => Math.Abs(told - actual)), off => Assert.InRange(off, 1e-6, 2.1e-5));
        Assert.True(box[0] < 7 && box[1] < 51 && box[2] > 10 && box[3] > 52);
    }

    [Theory]
    [InlineData("de", "Bänke")]
    [InlineData("en", "Benches")]
    [InlineData("fr, de;q=0.5, en;q=0.4", "Bänke")]
    [InlineData("fr", "Benches")]
    public async Task Titles_are_in_the_language_that_the_client_prefers(string wanted, string title)
    {
        var nodes = await shared.GetAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ogc/collections/benches") { Headers = { { "Accept-Language", wanted } } };

        using var answer = await nodes.Http.SendAsync(request);

        Assert.Contains($"\"title\":\"{title}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_and_queryables_know_the_same_properties_and_where_they_stand()
    {
        var nodes = await shared.GetAsync();
        var schema = await nodes.Http.JsonAsync("/ogc/collections/benches/schema");
        var queryables = await nodes.Http.JsonAsync("/ogc/collections/benches/queryables");

        Assert.Equal(
            [.. schema.GetProperty("properties").EnumerateObject().Select(p => p.Name), "id", "city"],
            queryables.GetProperty("properties").EnumerateObject().Select(p => p.Name));
        Assert.False(queryables.TryGetProperty("required", out _));
        foreach (var document in new[] { schema, queryables })
            Assert.Equal(document.GetRawText(), (await nodes.Http.JsonAsync(document.GetProperty("$id").GetString()!)).GetRawText());
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Head_is_get_without_a_body(string address)
    {
        var nodes = await shared.GetAsync();
        using var got = await nodes.Http.GetAsync(address);
        using var request = new HttpRequestMessage(HttpMethod.Head, address);

        using var head = await nodes.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(got.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Nothing_is_written(string address)
    {
        var nodes = await shared.GetAsync();

        using var answer = await nodes.Http.PostAsync(address, new StringContent("{}"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Contains("GET", answer.Content.Headers.Allow);
    }

    private static IEnumerable<(string Href, string? Type)> LinksIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(LinksIn),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => m.Name == "links" ? m.Value.EnumerateArray().SelectMany(Link) : LinksIn(m.Value)),
        _ => [],
    };

    /// <summary>Those of the gateway itself that are whole: licences lie elsewhere, and pages are the portal's.</summary>
    private static IEnumerable<(string Href, string? Type)> Link(JsonElement link)
    {
        var (href, type) = (link.GetProperty("href").GetString()!, link.GetProperty("type").GetString());
        Assert.True(Uri.TryCreate(href, UriKind.Absolute, out _), href);
        var isTemplated = link.TryGetProperty("templated", out var templated) && templated.GetBoolean();
        if (type != "text/html" && !isTemplated)
            yield return (href, type);
    }
}
