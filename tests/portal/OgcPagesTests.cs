using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using UrbanDataHub.Tests.Portal.Town;

namespace UrbanDataHub.Tests.Portal;

/// <summary>Documents of the OGC APIs as pages (OGC API Features Part 1, clause 8.2, conformance class html).</summary>
public sealed class OgcPagesTests(SharedPortal portal) : Browsing(portal)
{
    private const string Items = "/ogc/collections/playgrounds/items";
    private const string Records = "/ogc/collections/datasets/items";

    public static MatrixTheoryData<string, string> Pages => new(
        [
            "/ogc",
            "/ogc/api",
            "/ogc/conformance",
            "/ogc/functions",
            "/ogc/collections",
            "/ogc/collections/playgrounds",
            "/ogc/collections/population",
            "/ogc/collections/playgrounds/schema",
            "/ogc/collections/playgrounds/queryables",
            "/ogc/collections/playgrounds/sortables",
            "/ogc/collections/playgrounds/items",
            "/ogc/collections/playgrounds/items?city=musterstadt&limit=5&sortby=-name",
            "/ogc/collections/population/items",
            "/ogc/collections/playgrounds/items/musterstadt:1",
            "/ogc/collections/districts/items/musterstadt:00",
            "/ogc/collections/playgrounds/changes?limit=3",
            "/ogc/collections/playgrounds/tiles",
            "/ogc/collections/playgrounds/tiles/WebMercatorQuad",
            "/ogc/collections/datasets",
            "/ogc/collections/datasets/queryables",
            "/ogc/collections/datasets/items?limit=3",
            "/ogc/collections/datasets/items/musterstadt:playgrounds",
            "/ogc/tiles",
            "/ogc/tileMatrixSets",
            "/ogc/tileMatrixSets/WebMercatorQuad",
            "/cities/musterstadt/ogc",
            "/cities/musterstadt/ogc/collections",
            "/cities/musterstadt/ogc/collections/cycle-routes",
            "/cities/musterstadt/ogc/collections/cycle-routes/items",
        ],
        ["de", "en"]);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_document_is_a_page_that_is_accessible_and_fits_on_desk_and_phone(string path, string language)
    {
        var visit = await VisitAsync(language);
        Assert.Equal(200, await visit.OpenAsync(path));
        Assert.Equal(language, await visit.Page.GetAttributeAsync("html", "lang"));
        Assert.Equal(1, await visit.Page.Locator("h1").CountAsync());
        await visit.AssertFitsAsync();
        await visit.AssertAccessibleAsync();

        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await visit.Page.SetViewportSizeAsync(390, 844);
        await visit.AssertFitsAsync();
        await visit.AssertAccessibleAsync();
        Assert.Empty(visit.Faults);
    }

    [Theory]
    [InlineData("/ogc/collections/unicorns", 404)]
    [InlineData("/ogc/no/such/thing", 404)]
    [InlineData("/ogc/collections/playgrounds/items/musterstadt:unknown", 404)]
    [InlineData("/cities/atlantis/ogc", 404)]
    [InlineData("/ogc/collections/playgrounds/items?colour=red", 400)]
    [InlineData("/ogc/collections/playgrounds/items?bbox=1,2,3", 400)]
    [InlineData("/ogc/conformance?colour=red", 400)]
    public async Task A_problem_is_a_page_of_the_same_status_with_the_words_of_the_problem(string path, int status)
    {
        var problem = await JsonAsync(path);
        foreach (var language in new[] { "de", "en" })
        {
            var visit = await VisitAsync(language);
            Assert.Equal(status, await visit.OpenAsync(path));
            Assert.Contains(problem.GetProperty("detail").GetString()!, await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
            if (problem.TryGetProperty("parameter", out var parameter))
                Assert.Contains(parameter.GetString()!, await visit.Page.Locator("[role=alert] code").AllInnerTextsAsync());
            await visit.AssertAccessibleAsync();
        }
    }

    [Theory]
    [InlineData("/ogc/%00")]
    [InlineData("/ogc//collections")]
    [InlineData("/ogc/%25%32%46")]
    [InlineData("/ogc/collections/%E2%82%28/items")]
    [InlineData("/ogc/collections/playgrounds/items/%2F%2F")]
    [InlineData("/ogc/collections/playgrounds/items/:")]
    [InlineData("/ogc/collections/playgrounds/items?&&=&%=%")]
    [InlineData("/ogc/collections/playgrounds/items?limit=99999999999999999999")]
    [InlineData("/ogc/collections/playgrounds/items?limit=-1")]
    [InlineData("/ogc/collections/playgrounds/items?cursor=x&limit=")]
    [InlineData("/ogc/collections/playgrounds/items?filter=%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/ogc/collections/playgrounds/items?properties=name&crs=http://www.opengis.net/def/crs/EPSG/0/25832&city=musterstadt")]
    [InlineData("/ogc/collections/playgrounds/items?exclude-properties=geometry,name&limit=2")]
    [InlineData("/ogc/collections/%3Cscript%3E/items?x=%22%3E%3Cscript%3E")]
    [InlineData("/ogc/collections/playgrounds/items/musterstadt:1?properties=name")]
    [InlineData("/ogc/tiles/WebMercatorQuad/99/0/0")]
    [InlineData("/cities/%2E%2E/ogc")]
    [InlineData("/cities/musterstadt/ogc/collections/fountains/items")]
    public async Task No_address_makes_a_page_fail(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Portal.Address + path[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Accept.ParseAdd(Accept);
        using var answer = await Portal.Node.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode < 500, $"{path}: {(int)answer.StatusCode}\n{page}");
        Assert.DoesNotContain("<script>", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Every_link_to_a_page_leads_to_one_and_every_page_back_to_its_document()
    {
        foreach (var path in Pages.Select(row => row.Data.Item1).Distinct())
        {
            var visit = await VisitAsync(script: false);
            await visit.OpenAsync(path);
            var link = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Diese Seite als JSON" });
            using var answer = await Portal.Node.Http.GetAsync(await link.GetAttributeAsync("href"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("json", answer.Content.Headers.ContentType!.MediaType!, StringComparison.Ordinal);
            var headers = answer.Headers.TryGetValues("Link", out var values) ? string.Join(", ", values) : "";
            var root = await JsonAsync(path);
            var pages = root.TryGetProperty("links", out var links)
                ? links.EnumerateArray().Where(l => l.GetProperty("rel").GetString() == "alternate").Select(l => l.GetProperty("href").GetString()!).ToList()
                : [];
            if (path is "/ogc/api" || path.Contains("/changes", StringComparison.Ordinal))
                continue;
            Assert.True(pages.Count > 0 || headers.Contains("rel=\"alternate\"; type=\"text/html\"", StringComparison.Ordinal), $"{path} has no link to its page");
            foreach (var page in pages)
                Assert.Equal(200, await visit.OpenAsync(page, WaitUntilState.Load));
        }
    }

    [Fact]
    public async Task The_table_has_what_the_document_has_and_pages_through_it_without_script()
    {
        var visit = await VisitAsync(script: false);
        await visit.OpenAsync($"{Items}?limit=40");
        var ids = new List<string>();
        var next = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Nächste Zeilen" });
        while (true)
        {
            ids.AddRange(await visit.Page.Locator("tbody th.id").AllInnerTextsAsync());
            if (await next.CountAsync() == 0)
                break;
            await next.ClickAsync();
        }

        var document = await JsonAsync($"{Items}?limit=10000");
        Assert.Equal(TownFolder.AllPlaygrounds, ids.Count);
        // The cities share each page, so their order depends on its size.
        Assert.Equal(document.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()).Order(), ids.Order());
    }

    [Fact]
    public async Task The_form_asks_without_script_and_leaves_out_what_is_empty()
    {
        var visit = await VisitAsync("en", script: false);
        await visit.OpenAsync(Items);
        await visit.Page.SelectOptionAsync("#ask-city", "musterstadt");
        await visit.Page.FillAsync("#ask-limit", "3");
        await visit.Page.FillAsync("#ask-filter", "area > 500 AND name LIKE 'Spielplatz%'");
        await visit.Page.FillAsync("#ask-sortby", "-area");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        Assert.DoesNotContain("bbox", visit.Page.Url, StringComparison.Ordinal);
        Assert.Equal("area > 500 AND name LIKE 'Spielplatz%'", await visit.Page.InputValueAsync("#ask-filter"));
        var document = await JsonAsync($"{Items}?city=musterstadt&limit=3&sortby=-area&filter={Uri.EscapeDataString("area > 500 AND name LIKE 'Spielplatz%'")}");
        Assert.Equal(
            document.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()),
            await visit.Page.Locator("tbody th.id").AllInnerTextsAsync());
    }

    [Fact]
    public async Task Records_are_searched_and_paged_through_without_script()
    {
        var visit = await VisitAsync(script: false);
        await visit.OpenAsync($"{Records}?limit=2");
        await visit.Page.FillAsync("#ask-q", "spielpl");
        await visit.Page.SelectOptionAsync("#ask-sortby", "title");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Anzeigen" }).ClickAsync();

        Assert.DoesNotContain("bbox", visit.Page.Url, StringComparison.Ordinal);
        Assert.Equal("spielpl", await visit.Page.InputValueAsync("#ask-q"));
        var addresses = new List<string>();
        var next = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Nächste Zeilen" });
        while (true)
        {
            addresses.AddRange(await visit.Page.Locator(".entries h3 a").EvaluateAllAsync<string[]>("links => links.map(l => l.getAttribute('href'))"));
            if (await next.CountAsync() == 0)
                break;
            await next.ClickAsync();
        }

        var document = await JsonAsync($"{Records}?limit=1000&q=spielpl&sortby=title");
        Assert.NotEmpty(addresses);
        Assert.Equal(addresses.Count, document.GetProperty("federation").GetProperty("cities").EnumerateArray().Sum(c => c.GetProperty("numberMatched").GetInt32()));
        Assert.Equal(document.GetProperty("features").EnumerateArray().Select(f => $"{Records}/{f.GetProperty("id").GetString()}"), addresses);
    }

    [Fact]
    public async Task A_wrong_filter_can_be_put_right_where_it_was_written()
    {
        var visit = await VisitAsync("en", script: false);
        Assert.Equal(400, await visit.OpenAsync($"{Items}?filter={Uri.EscapeDataString("area >")}"));
        await visit.Page.FillAsync("#ask-filter", "area > 0");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        Assert.True(await visit.Page.Locator("tbody th.id").CountAsync() > 0);
    }

    [Theory]
    [InlineData($"{Items}?city=musterstadt&limit=5", 5)]
    [InlineData("/cities/musterstadt/ogc/collections/cycle-routes/items", TownFolder.CycleRoutes)]
    [InlineData($"{Items}/musterstadt:1", 1)]
    public async Task The_map_draws_the_features_of_the_page_and_no_more(string path, int count)
    {
        var visit = await VisitAsync();
        await visit.OpenAsync(path);
        await visit.Page.Locator($"[data-map][data-drawn='{count}']").WaitForAsync();
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_page_tells_how_each_city_fared()
    {
        var visit = await VisitAsync("en");
        await visit.OpenAsync(Items);
        var asked = await visit.Page.Locator("section[aria-labelledby=asked]").InnerTextAsync();
        foreach (var city in new[] { "Musterstadt", "Beispielburg", "Fernhausen" })
            Assert.Contains(city, asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_a_partners_api_is_the_partners()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = Portal.Address };
        using var answer = await http.GetAsync("/cities/fernhausen/ogc/collections?f=html", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.EndsWith("/cities/fernhausen/ogc/collections", answer.Headers.Location!.AbsolutePath, StringComparison.Ordinal);
        Assert.NotEqual(Portal.Address.Port, answer.Headers.Location.Port);
    }

    [Fact]
    public async Task The_documentation_has_every_operation_and_its_examples_can_be_asked()
    {
        var visit = await VisitAsync("en", script: false);
        await visit.OpenAsync("/ogc/api");
        var document = await JsonAsync("/ogc/api");
        var operations = document.GetProperty("paths").EnumerateObject().Sum(p => p.Value.EnumerateObject().Count());
        Assert.Equal(operations, await visit.Page.Locator(".operation").CountAsync());
        var examples = await visit.Page.Locator(".operation .hint a").EvaluateAllAsync<string[]>("links => links.map(l => l.getAttribute('href'))");
        Assert.True(examples.Length > 20, $"There are only {examples.Length} examples.");
        foreach (var example in examples)
        {
            using var answer = await Portal.Node.Http.GetAsync(example, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{example}: {(int)answer.StatusCode}");
        }
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var answer = await Portal.Node.Http.GetAsync(path, TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
