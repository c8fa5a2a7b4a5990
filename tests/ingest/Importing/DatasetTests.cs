namespace UrbanDataHub.Tests.Ingest.Importing;

/// <summary>What a dataset says of itself, and what a steward hears of a source that is not imported.</summary>
public sealed class DatasetTests(DatasetTests.MixedCity once) : IClassFixture<DatasetTests.MixedCity>
{
    [Fact]
    public async Task A_dataset_of_several_sources_says_which_part_is_under_which_licence()
    {
        var dataset = await (await once.GetAsync()).DatasetAsync("playgrounds");
        Assert.Equal(
            [("council", "Playgrounds council", "Stadt", "cc-zero"), ("volunteers", "Playgrounds volunteers", "Freiwillige", "odbl")],
            dataset.Parts!.Select(p => (p.Source, p.Title.En, p.Publisher, p.Licence)));
        Assert.Equal(["cc-zero", "odbl"], dataset.Licences().Select(l => l.Code));
        Assert.Equal("Stadt; Freiwillige", dataset.Publisher);
        Assert.Contains("Playgrounds council; Playgrounds volunteers", dataset.Description.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dataset_of_one_source_has_its_licence_and_no_parts()
    {
        var dataset = await (await once.GetAsync()).DatasetAsync("districts");
        Assert.Equal("cc-zero", dataset.Licence);
        Assert.Null(dataset.Parts);
    }

    [Fact]
    public async Task A_source_of_unclear_rights_is_not_imported_and_its_report_says_why()
    {
        var city = await once.GetAsync();
        var report = Assert.Single(await city.ReportsAsync("unclear"));
        Assert.Equal(("withheld", 0L), (report.State, report.Read));
        Assert.Contains("HUB_UNCLEARED=true", report.Detail, StringComparison.Ordinal);
        Assert.Equal(["c1", "v1"], (await city.ServedAsync("playgrounds", "name")).Keys);
        Assert.Equal("done", (await city.DatasetAsync("playgrounds")).State);
    }

    /// <summary>A city whose playgrounds come from three places, one of them of unclear rights.</summary>
    public sealed class MixedCity() : Once<MixedTrial>(MixedTrial.StartAsync);

    public sealed class MixedTrial() : TrialCity(HubProgram.Social)
    {
        public static async Task<MixedTrial> StartAsync()
        {
            var city = new MixedTrial();
            city.WritePlaygrounds("council", "council.csv");
            city.WritePlaygrounds("volunteers", "volunteers.csv", publisher: "Freiwillige", licence: "odbl");
            city.WritePlaygrounds("unclear", "council.csv", licence: "other-closed");
            var unclear = city.PathOf($"../cities/{Id}/unclear.yaml");
            await File.WriteAllTextAsync(unclear, (await File.ReadAllTextAsync(unclear)).Replace("rights: A", "rights: C", StringComparison.Ordinal));
            city.WriteFile("council.csv", "id,name,area,lon,lat\nc1,Am Markt,100,7.5,51.5\n");
            city.WriteFile("volunteers.csv", "id,name,area,lon,lat\nv1,Am Bach,100,7.5,51.5\n");
            city.WriteSource("districts", """
                collection: districts
                title: { de: Bezirke, en: Boroughs }
                description: { de: Alle., en: All. }
                licence: cc-zero
                rights: A
                frequency: NEVER
                files: [ { path: districts.geojson, url: "https://example.org/districts.geojson" } ]
                read: { format: geojson }
                id: number
                map: { name: name, level: { constant: borough }, number: number }
                """);
            city.WriteFile("districts.geojson", """
                {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Mitte","number":"1"},
                 "geometry":{"type":"Polygon","coordinates":[[[7.1,51.1],[7.2,51.1],[7.2,51.2],[7.1,51.1]]]}}]}
                """);
            await city.StartNodeAsync();
            return city;
        }
    }
}
