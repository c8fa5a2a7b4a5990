using System.Globalization;
using Microsoft.Playwright;

namespace UrbanDataHub.Tests.Portal;

/// <summary>What holds for every page.</summary>
public sealed class PagesTests(SharedPortal portal) : Browsing(portal)
{
    public static MatrixTheoryData<string, string> Pages => new(
        [
            "/",
            "/datasets",
            "/datasets?q=spielplatz&city=musterstadt",
            "/datasets?q=nothing+of+the+kind",
            "/datasets/playgrounds",
            "/datasets/fountains",
            "/datasets/musterstadt/playgrounds",
            "/datasets/musterstadt/districts",
            "/datasets/musterstadt/cycle-routes",
            "/datasets/musterstadt/population",
            "/datasets/musterstadt/monitoring-stations",
            "/datasets/fernhausen/playgrounds",
            "/developers",
            "/about",
        ],
        ["de", "en"]);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_whole_accessible_and_fits_on_desk_and_phone(string path, string language)
    {
        var visit = await VisitAsync(language);
        Assert.Equal(200, await visit.OpenAsync(path));
        Assert.Equal(language, await visit.Page.GetAttributeAsync("html", "lang"));
        Assert.Contains("UrbanDataHub", await visit.Page.TitleAsync(), StringComparison.Ordinal);
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
    [InlineData("/no/such/page", "Diese Seite gibt es nicht")]
    [InlineData("/datasets/unicorns", "Diese Seite gibt es nicht")]
    [InlineData("/datasets/atlantis/playgrounds", "Diese Seite gibt es nicht")]
    [InlineData("/datasets/musterstadt/playgrounds/imports/99999", "Diese Seite gibt es nicht")]
    public async Task An_address_that_does_not_exist_gets_a_page_that_helps_on(string path, string words)
    {
        var visit = await VisitAsync();
        Assert.Equal(404, await visit.OpenAsync(path));
        Assert.Contains(words, await visit.Page.InnerTextAsync("h1"), StringComparison.Ordinal);
        Assert.True(await visit.Page.GetByRole(AriaRole.Searchbox).IsVisibleAsync());
        await visit.AssertAccessibleAsync();
    }

    [Fact]
    public async Task The_language_is_changed_on_the_spot_and_remembered()
    {
        var visit = await VisitAsync("de");
        await visit.OpenAsync("/datasets?q=spielplatz&city=musterstadt");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "EN", Exact = true }).ClickAsync();
        Assert.Equal("en", await visit.Page.GetAttributeAsync("html", "lang"));
        Assert.Equal("spielplatz", await visit.Page.InputValueAsync("#q"));
        Assert.True(await visit.Page.IsCheckedAsync("#city-musterstadt"));
        await visit.OpenAsync("/datasets/musterstadt/playgrounds");
        Assert.Equal("Playgrounds in Musterstadt", await visit.Page.InnerTextAsync("h1"));
    }

    [Fact]
    public async Task The_keyboard_alone_reaches_content_and_map_and_shows_where_it_is()
    {
        var visit = await VisitAsync();
        await visit.OpenAsync("/datasets/musterstadt/playgrounds");
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Zum Inhalt springen", await FocusedAsync(visit, "textContent"));
        var outline = await visit.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineWidth");
        Assert.True(double.Parse(outline.Replace("px", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) >= 2, $"The outline of the focus is {outline} wide.");
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await FocusedAsync(visit, "id"));

        await visit.Page.Locator("[data-map]").FocusAsync();
        var before = await visit.Page.EvaluateAsync<string>("document.querySelector('[data-map]').map.getView().getCenter().join()");
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await visit.Page.WaitForFunctionAsync("before => document.querySelector('[data-map]').map.getView().getCenter().join() !== before", before);
    }

    [Fact]
    public async Task Data_of_the_simulator_say_so_wherever_they_are_shown()
    {
        var visit = await VisitAsync();
        await visit.OpenAsync("/datasets/fernhausen/playgrounds");
        Assert.Contains("Simulierte Daten", await visit.Page.InnerTextAsync(".page-head"), StringComparison.Ordinal);
        await visit.OpenAsync("/datasets?city=fernhausen");
        Assert.Equal("simuliert", await visit.Page.Locator(".result-cities .badge-simulated").First.InnerTextAsync());
        await visit.OpenAsync("/");
        Assert.Contains("Simulierte Daten", await visit.Page.InnerTextAsync(".ribbon"), StringComparison.Ordinal);
        await visit.OpenAsync("/datasets/musterstadt/playgrounds");
        Assert.Equal(0, await visit.Page.Locator(".badge-simulated").CountAsync());
    }

    [Fact]
    public async Task Nothing_may_be_loaded_from_elsewhere_and_no_script_stands_in_a_page()
    {
        foreach (var path in new[] { "/", "/datasets/musterstadt/monitoring-stations", "/no/such/page" })
        {
            using var response = await Portal.Node.Http.GetAsync(path, TestContext.Current.CancellationToken);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Fact]
    public async Task The_workbench_answers_a_question()
    {
        var visit = await VisitAsync();
        Assert.Equal(200, await visit.OpenAsync("/graphiql", WaitUntilState.Load));
        await visit.Page.Locator(".graphiql-query-editor").GetByText("totalCount").WaitForAsync();
        var run = visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Execute", System.Text.RegularExpressions.RegexOptions.IgnoreCase) });
        // The button is there before the editor has handed its text over, and asks nothing until then; a person would press again.
        await Eventually.TrueAsync(
            async () =>
            {
                await run.ClickAsync();
                await visit.Page.WaitForTimeoutAsync(1000);
                return await visit.Page.Locator(".graphiql-response").GetByText("totalCount").IsVisibleAsync();
            },
            "the workbench shows an answer", TimeSpan.FromSeconds(60));
        Assert.Empty(visit.Faults);
    }

    private static Task<string> FocusedAsync(Visit visit, string property) =>
        visit.Page.EvaluateAsync<string>("property => document.activeElement[property].trim()", property);
}
