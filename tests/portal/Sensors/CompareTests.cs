using Microsoft.Playwright;
using UrbanDataHub.Tests.Portal.Town;

namespace UrbanDataHub.Tests.Portal.Sensors;

/// <summary>Several datastreams in one chart, over two nodes.</summary>
public sealed class CompareTests(SharedPortal portal) : Browsing(portal)
{
    [Fact]
    public async Task Stations_ticked_in_the_list_are_compared_over_cities_and_nodes()
    {
        var visit = await VisitAsync("en", script: false);
        await visit.OpenAsync("/sensors?property=no2");
        await visit.Page.GetByLabel("Compare Markt").CheckAsync();
        await visit.Page.GetByLabel("Compare Tor").CheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Compare chosen stations" }).ClickAsync();
        var key = await visit.Page.Locator(".chart-key li").AllInnerTextsAsync();
        Assert.Equal(2, key.Count);
        Assert.Contains(key, k => k.Contains("Markt (Musterstadt)", StringComparison.Ordinal) && k.Contains("on average 20", StringComparison.Ordinal));
        Assert.Contains(key, k => k.Contains("Tor (Fernhausen)", StringComparison.Ordinal));
        Assert.True(await visit.Page.Locator("[data-chart] .curve-2").CountAsync() > 0);

        var address = visit.Page.Url;
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Week", Exact = true }).ClickAsync();
        Assert.StartsWith(address, visit.Page.Url, StringComparison.Ordinal);
        // The last value is that of 22:00 in the time of the city.
        Assert.Equal((7 * 24) - 1, await visit.Page.Locator(".values tbody tr").CountAsync());

        // More than 500 values at the partner: its rollups are asked, at its own gateway.
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Month", Exact = true }).ClickAsync();
        Assert.Contains("Each point is the mean of 2 hours", await visit.Page.InnerTextAsync("figcaption"), StringComparison.Ordinal);
        Assert.Contains("Fernhausen): 672 values", await visit.Page.InnerTextAsync("figcaption"), StringComparison.Ordinal);
        Assert.Equal(672 / 2, await visit.Page.Locator(".values tbody tr").CountAsync());
        await visit.Page.Locator(".chosen a").First.ClickAsync();
        Assert.Single(await visit.Page.Locator(".chosen a").AllAsync());
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task With_script_both_curves_are_drawn()
    {
        var visit = await VisitAsync();
        await visit.OpenAsync("/sensors?property=no2&city=fernhausen", WaitUntilState.Load);
        var partner = await visit.Page.InputValueAsync(".stations input[name=datastream]");
        await visit.OpenAsync("/sensors?property=no2&city=musterstadt", WaitUntilState.Load);
        var own = await visit.Page.InputValueAsync(".stations input[name=datastream]");
        await visit.OpenAsync($"/sensors/compare?datastream={own}&datastream={partner}&span=week", WaitUntilState.Load);
        await visit.Page.Locator($"[data-chart][data-drawn='{2 * ((7 * 24) - 1)}']").WaitForAsync();
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_city_that_is_missing_is_named_and_the_others_are_drawn()
    {
        var visit = await VisitAsync();
        await visit.OpenAsync("/sensors?property=no2&city=fernhausen", WaitUntilState.Load);
        var partner = await visit.Page.InputValueAsync(".stations input[name=datastream]");
        await visit.OpenAsync("/sensors?property=no2&city=musterstadt", WaitUntilState.Load);
        var own = await visit.Page.InputValueAsync(".stations input[name=datastream]");
        var address = $"/sensors/compare?datastream={own}&datastream={partner}";
        Portal.Partner[HubProgram.Gateway].Kill();
        try
        {
            await Portal.ShowsAsync($"{address}&lang=de", "Fernhausen antwortet gerade nicht; seine Kurven fehlen", "Markt");
            Assert.Equal(200, await visit.OpenAsync(address, WaitUntilState.Load));
            await visit.Page.Locator($"[data-chart][data-drawn='{TownFolder.Values}']").WaitForAsync();
            Assert.Equal(2, await visit.Page.Locator(".chosen a").CountAsync());
            await visit.AssertAccessibleAsync();
            Assert.Equal(503, await visit.OpenAsync("/sensors/stations/fernhausen:MU1", WaitUntilState.Load));
            await visit.OpenAsync("/sensors?property=no2", WaitUntilState.Load);
            Assert.Contains("Fernhausen", await visit.Page.InnerTextAsync("#stations-notices"), StringComparison.Ordinal);
        }
        finally
        {
            await Portal.RestartGatewayAsync(Portal.Partner);
        }

        await Portal.ShowsAsync(address, "Tor");
    }

    [Fact]
    public async Task What_cannot_be_drawn_is_named()
    {
        var visit = await VisitAsync("en", script: false);
        var many = string.Concat(Enumerable.Range(100_000, 9).Select(n => $"&datastream=musterstadt:{n}"));
        await visit.OpenAsync($"/sensors/compare?{many[1..]}");
        var notices = await visit.Page.InnerTextAsync("#compare-notices");
        Assert.Contains("musterstadt:100000", notices, StringComparison.Ordinal);
        Assert.Contains("more than 8 datastreams", notices, StringComparison.Ordinal);
    }
}
