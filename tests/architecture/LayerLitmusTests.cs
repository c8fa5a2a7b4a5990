using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace UrbanDataHub.Tests.Architecture;

/// <summary>
/// Any layer of a GeoPackage is a collection by a source file alone: places all over the world, whose columns have names that
/// mean something else to SQL, to our tables, to query strings or to GraphQL, come out of every door as they are.
/// </summary>
public sealed class LayerLitmusTests(LayerLitmusTests.LayerNode world) : IClassFixture<LayerLitmusTests.LayerNode>
{
    private const string Places = "/ogc/collections/ne-places";

    [Fact]
    public async Task Every_row_is_there_also_without_a_geometry_or_with_an_empty_one()
    {
        var items = await GetAsync($"{Places}/items");
        Assert.Equal(5, items.GetProperty("numberMatched").GetInt32());
        Assert.Equal(["welt:1", "welt:2", "welt:3", "welt:4", "welt:5"], items.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()));
        Assert.Equal(2, items.GetProperty("features").EnumerateArray().Count(f => f.GetProperty("geometry").ValueKind == JsonValueKind.Null));
        Assert.Equal(1, (await GetAsync("/ogc/collections/ne-lines/items")).GetProperty("numberMatched").GetInt32());
        Assert.Equal(2, (await GetAsync("/ogc/collections/ne-areas/items")).GetProperty("numberMatched").GetInt32());
        Assert.Equal(1, (await GetAsync("/ogc/collections/ne-notes/items")).GetProperty("numberMatched").GetInt32());
    }

    [Fact]
    public async Task The_columns_keep_their_names_types_and_values()
    {
        var queryables = (await GetAsync($"{Places}/queryables")).GetProperty("properties");
        Assert.Equal(
            ["name", "pop_other", "boolean", "date", "start", "type", "city_", "id_", "limit", "filter", "ratio", "Strasse", "longitude", "xmin", "local_id", "geom", "the_geom", "id", "city"],
            queryables.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("integer", "boolean", "date", "date-time"), (
            queryables.GetProperty("pop_other").GetProperty("type").GetString(), queryables.GetProperty("boolean").GetProperty("type").GetString(),
            queryables.GetProperty("date").GetProperty("format").GetString(), queryables.GetProperty("start").GetProperty("format").GetString()));

        var vatican = (await GetAsync($"{Places}/items/welt:1")).GetProperty("properties");
        Assert.Equal(
            """{"city":"welt","name":"Vatican City","pop_other":562430,"boolean":true,"date":"2022-04-16","start":"2022-04-16T10:13:19Z","type":"capital","city_":"Roma","id_":"q1","limit":5,"filter":"f","ratio":1.5,"Strasse":"Via","longitude":12.45,"xmin":1,"local_id":"z","geom":"g"}""",
            vatican.GetRawText());
        var suva = (await GetAsync($"{Places}/items/welt:2")).GetProperty("properties");
        Assert.Equal((" Suva ", JsonValueKind.Null, "", 5_000_000_000), (
            suva.GetProperty("name").GetString(), suva.GetProperty("boolean").ValueKind, suva.GetProperty("city_").GetString(), suva.GetProperty("pop_other").GetInt64()));
    }

    [Theory]
    [InlineData("bbox=170,-20,-170,-10", 1)]
    [InlineData("bbox=12,41,13,42", 1)]
    [InlineData("datetime=2022-04-16", 4)] // features without a date stay in (Part 1, /req/core/fc-time-response)
    [InlineData("datetime=../2000-01-01", 4)]
    [InlineData("boolean=false", 1)]
    [InlineData("filter=S_INTERSECTS(the_geom,BBOX(170,-20,-170,-10))", 1)]
    [InlineData("filter=S_INTERSECTS(geometry,BBOX(12,41,13,42))", 1)]
    [InlineData("filter=T_EQUALS(date,DATE('2022-04-16')) AND start<TIMESTAMP('2023-01-01T00:00:00Z')", 1)]
    [InlineData("filter=boolean=true AND date=DATE('2022-04-16') AND pop_other=562400%2B30", 1)]
    [InlineData("filter=\"limit\"=5 AND \"filter\"='f' AND type='capital' AND geom='g'", 1)]
    [InlineData("filter=CASEI(ACCENTI(name)) LIKE casei('VATI%25')", 1)]
    [InlineData("pop_other=5000000000", 1)]
    [InlineData("date=1999-12-31", 1)]
    [InlineData("start=1999-12-31T23:59:59.5Z", 1)]
    [InlineData("xmin=2&local_id=m", 1)]
    [InlineData("limit=2", 5)] // the parameter, not the column
    public async Task Questions_are_answered(string query, int matched) =>
        Assert.Equal(matched, (await GetAsync($"{Places}/items?{query}")).GetProperty("numberMatched").GetInt32());

    [Theory]
    [InlineData("filter")]
    [InlineData("unknown")]
    public async Task A_name_that_asks_nothing_is_refused(string parameter)
    {
        var node = await world.GetAsync();
        using var answer = await node.Http.GetAsync($"{Places}/items?{parameter}=f", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Pages_go_by_the_id_of_the_row_and_not_by_a_column_called_like_it()
    {
        var first = await GetAsync($"{Places}/items?limit=3");
        var next = first.GetProperty("links").EnumerateArray().Single(l => l.GetProperty("rel").GetString() == "next").GetProperty("href").GetString()!;
        Assert.Equal(["welt:4", "welt:5"], (await GetAsync(next)).GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task It_is_a_type_of_GraphQL()
    {
        var node = await world.GetAsync();
        using var answer = await node.Http.PostAsJsonAsync(
            "/graphql", new { query = "{ nePlaces(boolean: true) { totalCount nodes { id name pop_other boolean date start limit city_ local_id geometry } } }" }, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text);
        var places = document.RootElement.GetProperty("data").GetProperty("nePlaces");
        Assert.Equal(1, places.GetProperty("totalCount").GetInt32());
        var place = places.GetProperty("nodes")[0];
        Assert.Equal(("welt:1", 562430L, 5, "z"), (place.GetProperty("id").GetString(), place.GetProperty("pop_other").GetInt64(), place.GetProperty("limit").GetInt32(), place.GetProperty("local_id").GetString()));
    }

    [Fact]
    public async Task It_is_a_download_in_the_order_of_its_ids()
    {
        var node = await world.GetAsync();
        var csv = await node.Http.GetStringAsync("/downloads/all/ne-places.csv", TestContext.Current.CancellationToken);
        var lines = csv.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal("id,city,name,pop_other,boolean,date,start,type,city_,id_,limit,filter,ratio,Strasse,longitude,xmin,local_id,geom,longitude_,latitude", lines[0]);
        Assert.Equal("welt:1,welt,Vatican City,562430,true,2022-04-16,2022-04-16T10:13:19Z,capital,Roma,q1,5,f,1.5,Via,12.45,1,z,g,12.4533865,41.9032822", lines[1]);
        Assert.Equal(["welt:1", "welt:2", "welt:3", "welt:4", "welt:5"], lines[1..].Select(l => l.Split(',')[0]));
    }

    [Fact]
    public async Task It_is_a_dataset_of_the_portal()
    {
        var node = await world.GetAsync();
        var page = "";
        await Eventually.TrueAsync(
            async () => (page = WebUtility.HtmlDecode(await node.Http.GetStringAsync("/datasets/welt/ne-places?lang=en", TestContext.Current.CancellationToken))).Contains("Vatican City", StringComparison.Ordinal),
            "the portal shows the rows of the layer");
        Assert.All(["Places of the world", "Other population", "pop_other"], text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    private async Task<JsonElement> GetAsync(string address)
    {
        var node = await world.GetAsync();
        return await node.Http.GetFromJsonAsync<JsonElement>(address, TestContext.Current.CancellationToken);
    }

    /// <summary>A node with one city that has a GeoPackage of four layers, and no descriptor at all.</summary>
    public sealed class LayerNode() : Once<TestNode>(StartAsync)
    {
        private static async Task<TestNode> StartAsync()
        {
            var root = HubRoot.Combine("artifacts", "test-logs", $"layers-{Guid.NewGuid():n}");
            Directory.CreateDirectory(Path.Combine(root, "schemas", "collections"));
            Directory.CreateSymbolicLink(Path.Combine(root, "schemas", "vocabularies"), HubRoot.Combine("schemas", "vocabularies"));
            var city = Directory.CreateDirectory(Path.Combine(root, "infra", "cities", "welt")).FullName;
            await File.WriteAllTextAsync(Path.Combine(city, "city.yaml"), """
                city: welt
                name: { de: Welt, en: World }
                key: "00000000"
                zone: Europe/Berlin
                bbox: [8, 50, 9, 51]
                publisher: Stadt Welt
                """);
            await File.WriteAllTextAsync(Path.Combine(city, "places.yaml"), Source("ne-places", "places", "{ instant: date, columns: { pop_other: { title: { de: Einwohner, en: Other population } } } }"));
            foreach (var layer in new[] { "lines", "areas", "notes" })
                await File.WriteAllTextAsync(Path.Combine(city, layer + ".yaml"), Source("ne-" + layer, layer, "{ domain: social }"));
            WriteLayers(Path.Combine(root, "data", "world.gpkg"));
            var node = await TestNode.StartAsync(
                ["welt"], [HubProgram.Gateway, HubProgram.Social, HubProgram.Portal],
                new TestNodeOptions { Root = root, Data = Path.Combine(root, "data"), Describe = true });
            // The gateway hears of imports by events.
            foreach (var layer in new[] { "places", "lines", "areas", "notes" })
                await Eventually.TrueAsync(
                    async () => (await node.Http.GetAsync($"/ogc/collections/ne-{layer}/items", TestContext.Current.CancellationToken)).IsSuccessStatusCode, $"the gateway knows ne-{layer}");
            return node;
        }

        private static string Source(string collection, string layer, string describe) => $$"""
            collection: {{collection}}
            describe: {{describe}}
            title: { de: Orte der Welt, en: Places of the world }
            description: { de: Alle., en: All of them. }
            licence: cc-zero
            rights: A
            frequency: NEVER
            files: [ { path: world.gpkg, url: "https://welt.example/world.gpkg" } ]
            read: { format: gpkg, layer: {{layer}} }
            """;

        private static void WriteLayers(string path)
        {
            using var file = TrialGeoPackage.Create(path);
            file.AddFeatures("places", "name TEXT(80), pop_other INTEGER, \"boolean\" BOOLEAN, date DATE, start DATETIME, type TEXT, city TEXT, id TEXT, \"limit\" MEDIUMINT, filter TEXT, ratio REAL, \"Straße\" TEXT, longitude DOUBLE, xmin SMALLINT, local_id TEXT, \"GEOM_\" BLOB, photo BLOB");
            file.Execute("ALTER TABLE places DROP COLUMN GEOM_");
            file.Execute("ALTER TABLE places RENAME COLUMN geom TO the_geom");
            file.Execute("UPDATE gpkg_geometry_columns SET column_name = 'the_geom'");
            file.Execute("ALTER TABLE places ADD COLUMN geom TEXT");
            var nothing = new object?[17];
            file.Insert("places", 1, Point("12.4533865 41.9032822"), "Vatican City", 562_430, 1, "2022-04-16", "2022-04-16T10:13:19.000Z", "capital", "Roma", "q1", 5, "f", 1.5, "Via", 12.45, 1, "z", new byte[] { 1 }, "g");
            file.Insert("places", 2, Point("178.44 -18.13"), " Suva ", 5_000_000_000, null, null, null, null, "", null, null, null, null, null, null, null, "a", null, null);
            file.Insert("places", 3, null, "Nowhere", null, 0, "1999-12-31", "1999-12-31T23:59:59.500Z", null, null, null, null, null, null, null, null, 2, "m", null, null);
            file.Insert("places", [4, Point("EMPTY"), .. nothing]);
            file.Insert("places", [5, Point("-180 -90"), .. nothing]);

            file.AddFeatures("lines", "name TEXT", "LINESTRING", 3857);
            file.Insert("lines", 1, TrialGeoPackage.Geometry("LINESTRING Z (0 0 1, 20037508.342789244 1000 2)", 3857), "equator");
            file.AddFeatures("areas", "name TEXT", "MULTIPOLYGON", 25832);
            file.Insert("areas", 1, TrialGeoPackage.Geometry("MULTIPOLYGON (((400000 5700000, 401000 5700000, 401000 5701000, 400000 5700000)))", 25832), "triangle");
            file.Insert("areas", 2, TrialGeoPackage.Geometry("POLYGON ((400000 5700000, 401000 5700000, 401000 5701000, 400000 5700000))", 25832), "single");
            file.AddAttributes("notes", "text TEXT");
            file.Insert("notes", 1, "no geometry at all");
        }

        private static byte[]? Point(string coordinates) => TrialGeoPackage.Geometry(coordinates == "EMPTY" ? "POINT EMPTY" : $"POINT ({coordinates})");
    }
}
