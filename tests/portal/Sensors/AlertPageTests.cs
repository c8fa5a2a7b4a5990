using Microsoft.Playwright;

namespace UrbanDataHub.Tests.Portal.Sensors;

/// <summary>Alerts, and the curve that led to one.</summary>
public sealed class AlertPageTests(SharedPortal portal) : Browsing(portal)
{
    [Theory]
    [InlineData("de", "Ozon über der Informationsschwelle", "mäßig", "Warnung über 180 µg/m³")]
    [InlineData("en", "Ozone above the information threshold", "moderate", "Alert above 180 µg/m³")]
    public async Task An_alert_is_listed_in_the_visitors_language_and_shown_with_curve_and_limit(string language, string title, string severity, string limit)
    {
        await Portal.SensingAsync();
        var visit = await VisitAsync(language, script: false);
        await visit.OpenAsync("/sensors/alerts?active=true");
        var alert = visit.Page.Locator(".alert", new() { HasText = "Höhenweg" });
        Assert.Contains(title, await alert.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(severity, await alert.Locator(".badge").InnerTextAsync());
        await alert.GetByRole(AriaRole.Link).ClickAsync();
        Assert.Equal(title, await visit.Page.InnerTextAsync("h1"));
        Assert.Contains(limit, await visit.Page.InnerTextAsync("figcaption"), StringComparison.Ordinal);
        Assert.Equal(1, await visit.Page.Locator("[data-chart] svg .limit").CountAsync());
        Assert.Contains("201", await visit.Page.Locator(".values tbody").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task Filters_leave_out_other_cities_and_states_and_each_city_has_a_feed()
    {
        await Portal.SensingAsync();
        var visit = await VisitAsync(script: false);
        await visit.OpenAsync("/sensors/alerts?city=beispielburg");
        Assert.Contains("Solche Warnungen gibt es nicht", await visit.Page.InnerTextAsync("#alerts-list"), StringComparison.Ordinal);
        await visit.OpenAsync("/sensors/alerts?city=musterstadt");
        Assert.True(await visit.Page.Locator(".alert").CountAsync() > 0);
        await visit.OpenAsync("/sensors/alerts");
        Assert.Equal(["Musterstadt", "Beispielburg", "Fernhausen"], (await visit.Page.Locator(".feeds a").AllInnerTextsAsync()).OrderByDescending(n => n is "Musterstadt" or "Beispielburg").ThenByDescending(n => n));
        using var feed = await Portal.Node.Http.GetAsync(await visit.Page.Locator(".feeds a", new() { HasText = "Musterstadt" }).GetAttributeAsync("href"), TestContext.Current.CancellationToken);
        Assert.Equal("application/atom+xml", feed.Content.Headers.ContentType?.MediaType);
    }
}
