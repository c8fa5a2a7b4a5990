namespace UrbanDataHub.Tests.Portal;

/// <summary>What visitors see while something is down.</summary>
public sealed class AbsenceTests(SharedPortal portal) : Browsing(portal)
{
    [Fact]
    public async Task A_partner_that_stops_is_named_and_the_rest_is_shown()
    {
        Portal.Partner[HubProgram.Gateway].Kill();
        try
        {
            await Portal.ShowsAsync("/datasets/playgrounds?lang=de", "Fernhausen antwortet gerade nicht");
            var visit = await VisitAsync();
            Assert.Equal(200, await visit.OpenAsync("/datasets/playgrounds"));
            Assert.Contains("Fernhausen", await visit.Page.InnerTextAsync(".notice-warn"), StringComparison.Ordinal);
            Assert.Contains("Fernhausen", await visit.Page.InnerTextAsync(".downloads-missing"), StringComparison.Ordinal);
            await visit.Page.Locator($"[data-map][data-drawn='{Town.TownFolder.Playgrounds + Town.TownFolder.NeighbouringPlaygrounds}']").WaitForAsync();
            Assert.Contains("Es fehlt: Fernhausen", await visit.Page.InnerTextAsync("[data-map-status]"), StringComparison.Ordinal);
            await visit.AssertAccessibleAsync();

            await visit.OpenAsync("/");
            Assert.Contains("nicht", await visit.Page.InnerTextAsync(".city-away .state"), StringComparison.Ordinal);
            await visit.OpenAsync("/datasets/fernhausen/playgrounds");
            Assert.Contains("Fernhausen antwortet gerade nicht", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
            await visit.AssertAccessibleAsync();
        }
        finally
        {
            await Portal.RestartGatewayAsync(Portal.Partner);
        }
    }

    [Fact]
    public async Task A_page_of_features_names_the_city_that_is_missing_and_a_strict_one_is_a_503()
    {
        const string Items = "/ogc/collections/playgrounds/items";
        const string Missing = "Nicht jede Stadt hat vollständig geantwortet";
        Portal.Partner[HubProgram.Gateway].Kill();
        try
        {
            await Portal.ShowsAsync($"{Items}?lang=de", Missing, "Spielplatz 1");
            var visit = await VisitAsync();
            Assert.Equal(503, await visit.OpenAsync($"{Items}?strict=true"));
            Assert.Contains("antworten gerade nicht", await visit.Page.InnerTextAsync("h1"), StringComparison.Ordinal);
            Assert.Contains("Fernhausen", await visit.Page.InnerTextAsync("section[aria-labelledby=asked]"), StringComparison.Ordinal);
            await visit.AssertAccessibleAsync();
        }
        finally
        {
            await Portal.RestartGatewayAsync(Portal.Partner);
        }
    }

    [Fact]
    public async Task While_the_gateway_is_down_the_portal_says_what_it_last_knew()
    {
        var http = Portal.Node[HubProgram.Portal].Http;
        Portal.Node[HubProgram.Gateway].Kill();
        try
        {
            await Eventually.TrueAsync(
                async () => (await http.GetStringAsync("/datasets?lang=de", TestContext.Current.CancellationToken)).Contains("Datendienst dieses Knotens antwortet gerade nicht", StringComparison.Ordinal),
                "the portal has noticed that the gateway is down",
                TimeSpan.FromSeconds(120));
            var dataset = await http.GetStringAsync("/datasets/musterstadt/playgrounds?lang=de", TestContext.Current.CancellationToken);
            Assert.Contains("Grünflächenamt Musterstadt", dataset, StringComparison.Ordinal);
            Assert.Contains("Die Einträge sind gerade nicht lesbar", dataset, StringComparison.Ordinal);
        }
        finally
        {
            await Portal.RestartGatewayAsync(Portal.Node);
        }

        await Portal.ShowsAsync("/datasets/musterstadt/playgrounds", "Spielplatz 1");
    }
}
