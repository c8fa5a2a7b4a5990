using Microsoft.Playwright;

namespace UrbanDataHub.Tests.Portal.Sensors;

/// <summary>What holds for every page about sensors.</summary>
public sealed class SensorPagesTests(SharedPortal portal) : Browsing(portal)
{
    public static MatrixTheoryData<string, string> Pages => new(
        ["/sensors", "/sensors?property=o3", "/sensors?city=beispielburg", "/sensors/stations/musterstadt:MU1", "/sensors/compare", "/sensors/compare?datastream=", "/sensors/alerts", "/sensors/alerts/", "/sensors/dead-letters"],
        ["de", "en"]);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_whole_accessible_and_fits_on_desk_and_phone(string path, string language)
    {
        var town = await Portal.SensingAsync();
        var visit = await VisitAsync(language);
        // A page that keeps itself up to date is never without a request.
        Assert.Equal(200, await visit.OpenAsync(await FilledAsync(path, town), WaitUntilState.Load));
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

    // Numbers are given while the tests run.
    private async Task<string> FilledAsync(string path, Sensing town)
    {
        if (path.EndsWith('='))
            return $"{path}musterstadt:{town.Usual}&datastream=musterstadt:{town.Raised}";
        if (!path.EndsWith('/'))
            return path;
        using var alerts = System.Text.Json.JsonDocument.Parse(await Portal.Node.Http.GetStringAsync("/cities/musterstadt/alerts?active=true", TestContext.Current.CancellationToken));
        return $"{path}musterstadt/{alerts.RootElement.GetProperty("alerts").EnumerateArray().First(a => a.GetProperty("datastreams")[0].GetInt64() == town.Raised).GetProperty("id")}";
    }
}
