using Microsoft.Playwright;

namespace UrbanDataHub.Tests.Portal;

/// <summary>The list of datasets: search and filters.</summary>
public sealed class FindingTests(SharedPortal portal) : Browsing(portal)
{
    [Fact]
    public async Task A_search_from_the_start_page_finds_by_either_language()
    {
        var visit = await VisitAsync("de");
        await visit.OpenAsync("/");
        await visit.Page.GetByRole(AriaRole.Searchbox).FillAsync("playgrounds");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Suchen" }).ClickAsync();
        Assert.Equal(["Spielplätze"], await TitlesAsync(visit));
        Assert.Contains("3 Datensätze", await visit.Page.InnerTextAsync(".results-count"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("city", "beispielburg", new[] { "Spielplätze" })]
    [InlineData("licence", "dl-by-de-2.0", new[] { "Beobachtungen", "Messstationen", "Spielplätze", "Zeitreihen" })]
    [InlineData("theme", "TRAN", new[] { "Radrouten" })]
    public async Task A_filter_narrows_the_list(string filter, string choice, string[] titles)
    {
        var visit = await VisitAsync("de");
        await visit.OpenAsync("/datasets");
        Assert.True((await TitlesAsync(visit)).Count > titles.Length);
        await visit.Page.CheckAsync($"[id='{filter}-{choice}']");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Filter anwenden" }).ClickAsync();
        Assert.Equal(titles, await TitlesAsync(visit));
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Alles zurücksetzen" }).ClickAsync();
        Assert.True((await TitlesAsync(visit)).Count > titles.Length);
    }

    [Fact]
    public async Task A_search_without_result_says_so_and_leads_back()
    {
        var visit = await VisitAsync("en");
        await visit.OpenAsync("/datasets?q=unicorns");
        Assert.Empty(await TitlesAsync(visit));
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Show all datasets" }).ClickAsync();
        Assert.NotEmpty(await TitlesAsync(visit));
    }

    [Fact]
    public async Task A_collection_that_is_only_a_descriptor_and_a_source_is_shown_like_any_other()
    {
        var visit = await VisitAsync("en");
        await visit.OpenAsync("/datasets?theme=TRAN");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Cycle routes", Exact = true }).ClickAsync();
        Assert.Equal("Cycle routes", await visit.Page.InnerTextAsync("h1"));
        Assert.Equal("Transport", await visit.Page.InnerTextAsync(".kicker"));
        Assert.Equal(["Name", "Surface", "Length", "Geometry"], await visit.Page.Locator(".fields tbody th").AllInnerTextsAsync());
        Assert.Equal(Town.TownFolder.CycleRoutes, await visit.Page.Locator(".preview tbody tr").CountAsync());
    }

    [Fact]
    public async Task A_collection_that_no_city_fills_is_described_all_the_same()
    {
        var visit = await VisitAsync("de");
        Assert.Equal(200, await visit.OpenAsync("/datasets/fountains"));
        Assert.Equal("Trinkbrunnen", await visit.Page.InnerTextAsync("h1"));
        Assert.Contains("Gesundheit", await visit.Page.InnerTextAsync(".kicker"), StringComparison.Ordinal);
        Assert.Contains("Durchfluss", await visit.Page.InnerTextAsync(".fields"), StringComparison.Ordinal);
        Assert.Contains("bisher", await visit.Page.Locator(".empty").First.InnerTextAsync(), StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<string>> TitlesAsync(Visit visit) => visit.Page.Locator(".result h2").AllInnerTextsAsync();
}
