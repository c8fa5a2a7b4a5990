using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using UrbanDataHub.Tests.Conformance.Nodes;

namespace UrbanDataHub.Tests.Conformance.Clients;

/// <summary>A map on somebody else's page, in a real browser: features and tiles come from another origin.</summary>
public sealed class OpenLayersTests(SharedFederation shared)
{
    // Nobody listens there: the browser is given the page's two files from disk.
    private const string Page = "http://localhost:9/";

    [Fact]
    public async Task A_map_on_another_origin_loads_all_features_of_a_collection_in_their_place()
    {
        var federation = await shared.GetAsync();
        await using var browser = await OpenAsync();

        foreach (var collection in new[] { "playgrounds", "districts" })
        {
            var read = await browser.Page.EvaluateAsync<string>("async address => JSON.stringify(await loadFeatures(address))", $"{federation.Ogc}/collections/{collection}/items?limit=10000");
            await ClientReport.AssertAsync(federation, collection, JsonSerializer.Deserialize<JsonElement>(read));
        }
    }

    [Fact]
    public async Task A_map_on_another_origin_draws_the_tiles_of_a_collection()
    {
        var federation = await shared.GetAsync();
        var feature = (await federation.JsonAsync("/ogc/collections/playgrounds/items?limit=1")).GetProperty("features")[0];
        var place = feature.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(c => c.GetDouble()).ToArray();
        await using var browser = await OpenAsync();

        var drawn = await browser.Page.EvaluateAsync<string[]>(
            "([template, place, zoom]) => drawTiles(template, place, zoom)",
            new object[] { $"{federation.Ogc}/collections/playgrounds/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}", place, 15 });

        Assert.Contains(feature.GetProperty("id").GetString(), drawn);
        foreach (var id in drawn.Distinct())
            await AssertNearAsync(federation, id, place);
    }

    /// <summary>The map shows about 512 pixels of 3 metres each around the place.</summary>
    private static async Task AssertNearAsync(Federation federation, string id, double[] place)
    {
        var point = (await federation.JsonAsync($"/ogc/collections/playgrounds/items/{Uri.EscapeDataString(id)}")).GetProperty("geometry").GetProperty("coordinates");
        Assert.True(
            Math.Abs(point[0].GetDouble() - place[0]) < 0.05 && Math.Abs(point[1].GetDouble() - place[1]) < 0.05,
            string.Create(CultureInfo.InvariantCulture, $"{id} lies at {point} and was drawn around {place[0]} {place[1]}."));
    }

    private static async Task<OpenPage> OpenAsync()
    {
        var script = Installed.Package("ol", "dist", "ol.js");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Prerequisite.Program("chromium", "chromium-browser", "google-chrome"),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            Timeout = 120_000,
        });
        var page = await browser.NewPageAsync();
        // A page that was put into the browser counts as one from the internet, which has to ask before it looks at 127.0.0.1.
        await page.Context.GrantPermissionsAsync(["local-network-access"]);
        var output = TestContext.Current.TestOutputHelper;
        page.SetDefaultTimeout(120_000);
        page.RequestFailed += (_, request) => output?.WriteLine($"{request.Url}: {request.Failure}");
        page.Console += (_, message) => output?.WriteLine(message.Text);
        await page.RouteAsync(Page, route => route.FulfillAsync(new() { Path = Path.Combine(Installed.Folder, "openlayers.html"), ContentType = "text/html" }));
        await page.RouteAsync(Page + "ol.js", route => route.FulfillAsync(new() { Path = script, ContentType = "text/javascript" }));
        await page.GotoAsync(Page);
        return new OpenPage(playwright, browser, page);
    }

    private sealed record OpenPage(IPlaywright Playwright, IBrowser Browser, IPage Page) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Browser.DisposeAsync();
            Playwright.Dispose();
        }
    }
}
