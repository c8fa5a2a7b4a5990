using Microsoft.Playwright;
using UrbanDataHub.Tests.Portal.Town;

namespace UrbanDataHub.Tests.Portal.Sensors;

/// <summary>The stations as map and list, and the page of one.</summary>
public sealed class StationTests(SharedPortal portal) : Browsing(portal)
{
    [Fact]
    public async Task The_map_draws_the_stations_and_a_click_shows_latest_values_and_state()
    {
        await Portal.SensingAsync();
        var visit = await VisitAsync();
        await visit.OpenAsync("/sensors?property=o3", WaitUntilState.Load);
        await visit.Page.Locator("[data-stations][data-drawn]").WaitForAsync();
        var map = visit.Page.Locator("[data-stations]");
        await map.ScrollIntoViewIfNeededAsync();
        var place = await visit.Page.EvaluateAsync<float[]>("""
            () => {
              const map = document.querySelector('[data-stations]').map;
              map.renderSync();
              const layer = map.getLayers().getArray().find((l) => l.getClassName().includes('stations'));
              const feature = layer.getSource().getFeatures().find((f) => f.get('station').name === 'Höhenweg');
              return map.getPixelFromCoordinate(feature.getGeometry().getCoordinates());
            }
            """);
        await map.ClickAsync(new() { Position = new() { X = place[0], Y = place[1] } });
        await visit.Page.Locator(".map-card h3").WaitForAsync();
        var card = await visit.Page.Locator(".map-card").InnerTextAsync();
        Assert.Contains("Höhenweg", card, StringComparison.Ordinal);
        Assert.Contains("Warnung", card, StringComparison.Ordinal);
        Assert.Contains("201,5 µg/m³", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_says_without_script_who_reports_who_is_late_whom_quality_doubts_and_for_whom_there_is_an_alert()
    {
        await Portal.SensingAsync();
        var visit = await VisitAsync(script: false);
        await visit.OpenAsync("/sensors?property=o3");
        Assert.Equal("zweifelhaft", await StateAsync(visit, "Bahnhof"));
        Assert.Equal("Warnung", await StateAsync(visit, "Höhenweg"));
        Assert.Equal("meldet", await StateAsync(visit, "Stadtpark"));
        await visit.OpenAsync("/sensors?property=no2");
        Assert.Equal("überfällig", await StateAsync(visit, "Markt"));
        Assert.Equal("überfällig", await StateAsync(visit, "Tor"));
        Assert.False(await visit.Page.Locator("[data-stations]").IsVisibleAsync());

        await visit.OpenAsync("/sensors?property=o3&state=Suspect");
        Assert.Equal(["Bahnhof"], await visit.Page.Locator(".stations tbody th").AllInnerTextsAsync());
        await visit.OpenAsync("/sensors?city=fernhausen");
        Assert.Equal(["Tor"], await visit.Page.Locator(".stations tbody th").AllInnerTextsAsync());
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_short_period_is_drawn_value_by_value_in_the_time_of_the_city()
    {
        var visit = await VisitAsync();
        await visit.OpenAsync("/sensors/stations/musterstadt:MU1", WaitUntilState.Load);
        await visit.Page.Locator($"[data-chart][data-drawn='{TownFolder.Values}']").WaitForAsync();
        Assert.True(await visit.Page.Locator("[data-chart] canvas").IsVisibleAsync());
        Assert.Equal("2024-10-21", await visit.Page.InputValueAsync("#from"));
        Assert.Contains("Jeder Punkt ist ein einzelner Wert", await visit.Page.InnerTextAsync("figcaption"), StringComparison.Ordinal);
        Assert.Contains("336 Werte", await visit.Page.InnerTextAsync("figcaption"), StringComparison.Ordinal);
        await visit.Page.GetByText("Werte als Tabelle").ClickAsync();
        Assert.Equal("21. Oktober 2024, 00:00 Uhr", await visit.Page.Locator(".values tbody time").Last.InnerTextAsync());
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task The_day_on_which_summer_time_ends_has_25_hours()
    {
        var visit = await VisitAsync(script: false);
        await visit.OpenAsync("/sensors/stations/musterstadt:MU1?from=2024-10-27&to=2024-10-27");
        var times = await visit.Page.Locator(".values tbody time").AllTextContentsAsync();
        Assert.Equal(25, times.Count);
        Assert.Equal(2, times.Count(t => t.EndsWith("02:00 Uhr", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_long_period_is_drawn_from_rollups_with_a_band_and_what_is_not_exact_yet_is_said()
    {
        var town = await Portal.SensingAsync();
        var number = await town.MakeAsync("Talweg", 10.11, 50.03);
        var begin = DateTime.UtcNow.Date.AddDays(-18);
        await town.SendAsync(number, Enumerable.Range(0, 18 * 96).Select(n => (begin.AddMinutes(15 * n), 50.0 + (n % 4))));
        var address = $"/sensors/stations/{await StationAsync(number)}";

        await Portal.ShowsAsync($"{address}?span=all&lang=en", "Each point is the mean of an hour");
        await Eventually.TrueAsync(async () => !(await Portal.PageAsync($"{address}?span=all&lang=en")).Contains("Not exact yet", StringComparison.Ordinal), "all is worked out", TimeSpan.FromSeconds(60));
        var visit = await VisitAsync("en");
        await visit.OpenAsync($"{address}?span=all", WaitUntilState.Load);
        await visit.Page.Locator("[data-chart][data-drawn='432']").WaitForAsync();
        await visit.Page.GetByText("Values as a table").ClickAsync();
        Assert.Equal(["51.5", "50", "53", "4"], (await visit.Page.Locator(".values tbody tr").Nth(5).Locator("td.number").AllInnerTextsAsync()));
        using var csv = await Portal.Node.Http.GetAsync(await visit.Page.GetAttributeAsync(".chart-csv a", "href"), TestContext.Current.CancellationToken);
        var lines = (await csv.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(433, lines.Length);
        Assert.EndsWith(",PT1H,4,50,51.5,53,true", lines[1], StringComparison.Ordinal);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task Without_script_the_curve_is_a_picture_with_words()
    {
        var visit = await VisitAsync(script: false);
        await visit.OpenAsync("/sensors/stations/musterstadt:MU1");
        Assert.True(await visit.Page.Locator("[data-chart] svg[role=img]").IsVisibleAsync());
        Assert.True(await visit.Page.Locator("[data-chart] .curve-1").CountAsync() > 0);
        Assert.Equal(TownFolder.Values, await visit.Page.Locator(".values tbody tr").CountAsync());
        Assert.Contains("Niedrigster Wert 8 µg/m³", await visit.Page.InnerTextAsync("figcaption"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sensors/stations/musterstadt:MU9", 302)]
    [InlineData("/sensors/stations/atlantis:1", 404)]
    [InlineData("/sensors/alerts/musterstadt/999999", 404)]
    [InlineData("/sensors/alerts/atlantis/1", 404)]
    [InlineData("/sensors/series.csv?datastream=musterstadt:1&from=now", 400)]
    [InlineData("/sensors/series.csv?datastream=atlantis:1&from=2024-10-01T00:00:00Z&to=2024-11-01T00:00:00Z", 400)]
    public async Task What_does_not_exist_is_said_to_be_so(string address, int status)
    {
        using var answer = await Portal.Node.Http.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private static async Task<string> StateAsync(Visit visit, string station) =>
        (await visit.Page.Locator(".stations tbody tr", new() { HasText = station }).Locator(".badge-state").InnerTextAsync()).Trim();

    private async Task<string> StationAsync(long datastream)
    {
        using var feature = System.Text.Json.JsonDocument.Parse(await Portal.Node.Http.GetStringAsync($"/ogc/collections/datastreams/items/musterstadt:{datastream}", TestContext.Current.CancellationToken));
        return Uri.EscapeDataString(feature.RootElement.GetProperty("properties").GetProperty("station").GetString()!);
    }
}
