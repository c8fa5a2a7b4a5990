using Microsoft.Playwright;

namespace UrbanDataHub.Tests.Portal.Sensors;

/// <summary>Pages that keep themselves up to date.</summary>
public sealed class LiveTests(SharedPortal portal) : Browsing(portal)
{
    [Fact]
    public async Task A_value_that_is_sent_by_SensorThings_appears_without_reload()
    {
        var town = await Portal.SensingAsync();
        var number = await town.MakeAsync("Uferweg", 10.05, 50.02);
        await town.SendAsync(number, (DateTime.UtcNow.AddMinutes(-10), 41), (DateTime.UtcNow.AddMinutes(-5), 42));
        await Portal.ShowsAsync("/sensors?property=o3", "Uferweg");
        var visit = await VisitAsync();
        await visit.OpenAsync("/sensors?property=o3", WaitUntilState.Load);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Uferweg" }).ClickAsync();
        await visit.Page.Locator("[data-chart][data-drawn='2']").WaitForAsync();
        await LiveAsync(visit);
        await visit.Page.EvaluateAsync("window.same = true");

        await town.SendAsync(number, (DateTime.UtcNow, 47.5));

        await visit.Page.Locator($"[data-latest='musterstadt:{number}']", new() { HasText = "47,5 µg/m³" }).WaitForAsync();
        await visit.Page.Locator("[data-chart][data-drawn='3']").WaitForAsync();
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.same === true"), "The page was loaded anew.");
        await visit.AssertAccessibleAsync();
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task An_alert_appears_on_list_and_map_and_ends_without_reload()
    {
        var town = await Portal.SensingAsync();
        var number = await town.MakeAsync("Marienplatz", 10.06, 50.08);
        await town.SendAsync(number, (DateTime.UtcNow.AddMinutes(-2), 100));
        await Portal.ShowsAsync("/sensors?property=o3", "Marienplatz");
        var (alerts, map) = (await VisitAsync(), await VisitAsync());
        await alerts.OpenAsync("/sensors/alerts?active=true", WaitUntilState.Load);
        await map.OpenAsync("/sensors?property=o3", WaitUntilState.Load);
        await LiveAsync(alerts);
        await LiveAsync(map);
        var (alert, badge) = (alerts.Page.Locator(".alert", new() { HasText = "Marienplatz" }), map.Page.Locator(".stations tr", new() { HasText = "Marienplatz" }).Locator(".badge-state"));
        Assert.Equal(0, await alert.CountAsync());

        await town.SendAsync(number, (DateTime.UtcNow.AddMinutes(-1), 190));
        await alert.WaitForAsync();
        await badge.And(map.Page.Locator(".badge-bad")).WaitForAsync();

        await town.SendAsync(number, (DateTime.UtcNow, 120));
        await alert.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await badge.And(map.Page.Locator(".badge-ok")).WaitForAsync();
        Assert.Empty(alerts.Faults);
        Assert.Empty(map.Faults);
    }

    [Fact]
    public async Task A_stream_that_ends_is_said_and_opened_again()
    {
        await Portal.SensingAsync();
        var visit = await VisitAsync();
        await visit.OpenAsync("/sensors/alerts", WaitUntilState.Load);
        await LiveAsync(visit);
        await visit.Page.Context.SetOfflineAsync(true);
        await visit.Page.EvaluateAsync("""
            () => document.dispatchEvent(new Event('visibilitychange'))
            """);
        await visit.Page.Locator("[data-live-status]", new() { HasText = "unterbrochen" }).WaitForAsync();
        await visit.Page.Context.SetOfflineAsync(false);
        await LiveAsync(visit);
    }

    private static Task LiveAsync(Visit visit) => visit.Page.Locator("[data-live-status]", new() { HasText = "Live" }).WaitForAsync();
}
