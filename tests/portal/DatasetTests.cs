using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using UrbanDataHub.Tests.Portal.Town;

namespace UrbanDataHub.Tests.Portal;

/// <summary>The page of a dataset and of a collection: map, table, chart, downloads, facts.</summary>
public sealed class DatasetTests(SharedPortal portal) : Browsing(portal)
{
    [Theory]
    [InlineData("/datasets/musterstadt/playgrounds", TownFolder.Playgrounds)]
    [InlineData("/datasets/musterstadt/cycle-routes", TownFolder.CycleRoutes)]
    [InlineData("/datasets/musterstadt/districts", TownFolder.Districts)]
    [InlineData("/datasets/playgrounds", TownFolder.AllPlaygrounds)]
    public async Task The_map_draws_every_feature(string path, int count)
    {
        var visit = await VisitAsync();
        await visit.OpenAsync(path);
        await visit.Page.Locator($"[data-map][data-drawn='{count}']").WaitForAsync();
        Assert.Contains($"Alle {count} Einträge", await visit.Page.InnerTextAsync("[data-map-status]"), StringComparison.Ordinal);
        Assert.True(await InkAsync(visit) > 100, "The map is empty.");
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task A_click_on_a_feature_shows_its_values_and_escape_takes_them_away()
    {
        var visit = await VisitAsync();
        await visit.OpenAsync("/datasets/musterstadt/playgrounds");
        await visit.Page.Locator("[data-map][data-drawn]").WaitForAsync();
        var map = visit.Page.Locator("[data-map]");
        await map.ScrollIntoViewIfNeededAsync();
        var place = await visit.Page.EvaluateAsync<float[]>("""
            () => {
              const map = document.querySelector('[data-map]').map;
              map.renderSync();
              const layer = map.getLayers().getArray().find((l) => l.getClassName().includes('features'));
              const feature = layer.getSource().getFeatures().find((f) => f.get('name') === 'Spielplatz 25');
              return map.getPixelFromCoordinate(feature.getGeometry().getCoordinates());
            }
            """);
        await map.ClickAsync(new() { Position = new() { X = place[0], Y = place[1] } });
        var card = visit.Page.Locator(".map-card");
        await card.WaitForAsync();
        Assert.Contains("Spielplatz 25", await card.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("512,5 m²", await card.InnerTextAsync(), StringComparison.Ordinal);
        await visit.AssertAccessibleAsync();
        await map.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await card.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    [Fact]
    public async Task The_table_pages_through_all_rows_once()
    {
        var visit = await VisitAsync(script: false);
        await visit.OpenAsync("/datasets/musterstadt/playgrounds");
        var ids = new List<string>();
        var next = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Nächste Zeilen" });
        ids.AddRange(await visit.Page.Locator(".preview td.id").AllInnerTextsAsync());
        while (await next.CountAsync() > 0)
        {
            await next.ClickAsync();
            ids.AddRange(await visit.Page.Locator(".preview td.id").AllInnerTextsAsync());
        }

        Assert.Equal(TownFolder.Playgrounds, ids.Count);
        Assert.Equal(TownFolder.Playgrounds, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_column_without_any_value_is_left_out_and_named()
    {
        var visit = await VisitAsync();
        await visit.OpenAsync("/datasets/musterstadt/playgrounds");
        Assert.Equal(["Name", "Fläche m²", "Ballspiel", "Kennung"], await visit.Page.Locator(".preview thead th").AllInnerTextsAsync());
        Assert.Contains("Skaten", await visit.Page.InnerTextAsync(".preview .hint"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_facts_name_publisher_licence_attribution_and_source()
    {
        var visit = await VisitAsync();
        await visit.OpenAsync("/datasets/musterstadt/playgrounds");
        var facts = await visit.Page.InnerTextAsync(".facts");
        foreach (var fact in new[] { "Grünflächenamt Musterstadt", "Datenlizenz Deutschland – Namensnennung 2.0", "Stadt Musterstadt", "Zuletzt geändert", "jährlich", "playgrounds.csv" })
            Assert.Contains(fact, facts, StringComparison.Ordinal);
        Assert.Equal("https://www.govdata.de/dl-de/by-2-0", await visit.Page.GetAttributeAsync("a[rel=license]", "href"));
    }

    [Fact]
    public async Task A_dataset_of_two_sources_names_the_publishers_and_attributions_of_both()
    {
        var visit = await VisitAsync();
        await visit.OpenAsync("/datasets/musterstadt/monitoring-stations");
        Assert.Equal("Messstationen in Musterstadt", await visit.Page.InnerTextAsync("h1"));
        Assert.Contains("Grundwassermessstellen in Musterstadt", await visit.Page.InnerTextAsync(".lead"), StringComparison.Ordinal);
        var facts = await visit.Page.InnerTextAsync(".facts");
        Assert.Contains("Stadt Musterstadt; Wasserwerk Musterstadt", facts, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/datasets/musterstadt/playgrounds", TownFolder.Playgrounds)]
    [InlineData("/datasets/playgrounds", TownFolder.AllPlaygrounds)]
    public async Task The_download_buttons_give_every_row(string path, int count)
    {
        var visit = await VisitAsync();
        await visit.OpenAsync(path);
        var csv = await DownloadAsync(visit, "CSV");
        Assert.Equal(count + 1, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        using var geojson = JsonDocument.Parse(await DownloadAsync(visit, "GeoJSON"));
        Assert.Equal(count, geojson.RootElement.GetProperty("features").GetArrayLength());
    }

    [Fact]
    public async Task A_dataset_of_stations_leads_to_their_pages()
    {
        var visit = await VisitAsync();
        await visit.OpenAsync("/datasets/musterstadt/observations");
        await visit.Page.Locator(".preview tbody a").First.ClickAsync();
        Assert.Equal("Markt", await visit.Page.InnerTextAsync("h1"));
        await visit.OpenAsync("/datasets/musterstadt/monitoring-stations");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Stationen von Musterstadt" }).ClickAsync();
        Assert.Equal("Stationen", await visit.Page.InnerTextAsync("h1"));
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task Without_script_there_are_still_pictures_tables_and_downloads()
    {
        var visit = await VisitAsync(script: false);
        await visit.OpenAsync("/datasets/musterstadt/playgrounds");
        Assert.Equal(25, await visit.Page.Locator(".preview tbody tr").CountAsync());
        Assert.True(await visit.Page.Locator(".map-still").IsVisibleAsync());
        Assert.True(await visit.Page.Locator(".downloads a").First.IsVisibleAsync());
        await visit.OpenAsync("/datasets/playgrounds");
        Assert.Equal(3, await visit.Page.Locator(".map-stills img").CountAsync());
        Assert.False(await visit.Page.Locator("[data-map]").IsVisibleAsync());
        Assert.Empty(visit.Faults);
    }

    [Fact]
    public async Task The_import_report_shows_rejected_rows_with_file_line_field_and_reason()
    {
        var visit = await VisitAsync();
        await visit.OpenAsync("/datasets/musterstadt/playgrounds");
        await visit.Page.Locator(".imports tbody a").First.ClickAsync();
        Assert.Equal($"{TownFolder.WrongPlaygrounds}", await visit.Page.InnerTextAsync(".tally-bad dd"));
        var rows = await visit.Page.Locator("section[aria-labelledby=rejected-title] tbody tr").AllAsync();
        Assert.Equal(TownFolder.WrongPlaygrounds, rows.Count);
        for (var n = 0; n < rows.Count; n++)
        {
            var cells = await rows[n].Locator("td").AllInnerTextsAsync();
            Assert.Equal("musterstadt/playgrounds.csv", cells[0]);
            Assert.Equal((TownFolder.Playgrounds + 2 + n).ToString(CultureInfo.InvariantCulture), cells[1]);
            Assert.True(cells[3].Length > 10, $"Row {n + 1} has no reason.");
        }

        Assert.Contains("area", await rows[2].InnerTextAsync(), StringComparison.Ordinal);
        await rows[0].GetByText("Zeile zeigen").ClickAsync();
        Assert.Contains("Nordpol", await rows[0].InnerTextAsync(), StringComparison.Ordinal);
        await visit.AssertAccessibleAsync();
        await visit.AssertFitsAsync();
    }

    private static async Task<string> DownloadAsync(Visit visit, string name)
    {
        var link = visit.Page.Locator(".downloads a").Filter(new() { HasTextRegex = new($"^\\s*{name}") });
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }

    /// <summary>Pixels that the layer of features has coloured.</summary>
    private static Task<int> InkAsync(Visit visit) => visit.Page.EvaluateAsync<int>("""
        () => {
          const map = document.querySelector('[data-map]').map;
          map.renderSync();
          const canvas = document.querySelector('.features canvas') ?? document.querySelector('canvas.features');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return data.filter((value, i) => i % 4 === 3 && value > 0).length;
        }
        """);
}
