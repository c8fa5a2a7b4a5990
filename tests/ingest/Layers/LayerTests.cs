using System.IO.Compression;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Tests.Ingest.Layers;

/// <summary>Rows of layers: tables, views and attributes, typed values, and files that are none.</summary>
public sealed class LayerTests
{
    [Fact]
    public void Values_are_taken_over_as_they_are_and_one_that_is_not_of_its_type_rejects_its_row()
    {
        using var city = new LayerCity();
        using (var file = city.Create())
        {
            file.AddAttributes("layer", "t TEXT(9), i INTEGER, r REAL, b BOOLEAN, d DATE, dt DATETIME");
            file.Insert("layer", 1, " ü ", long.MaxValue, 1.5, 1, "2024-02-29", "2024-02-29T12:00:00.125Z");
            file.Insert("layer", 2, "", 12.0, 7, 0, null, "2024-02-29T12:00:00");
            file.Insert("layer", 3, 5, null, null, null, null, null);
            file.Insert("layer", 4, null, "abc", null, null, null, null);
            file.Insert("layer", 5, null, null, double.PositiveInfinity, null, null, null);
            file.Insert("layer", 6, null, null, null, 2, null, null);
            file.Insert("layer", 7, null, null, null, null, "29.02.2024", null);
            file.Insert("layer", 8, new byte[] { 1, 2 }, null, null, null, null, null);
        }

        city.WriteSource();
        var items = city.Read();
        var noon = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal([" ü ", long.MaxValue, 1.5, true, new DateOnly(2024, 2, 29), noon.AddMilliseconds(125)], ((MappedFeature)items[0]).Values);
        Assert.Equal(["", 12L, 7.0, false, null, noon], ((MappedFeature)items[1]).Values);
        Assert.Equal("5", ((MappedFeature)items[2]).Values[0]);
        Assert.Equal(
            [("i", "'abc' is not a whole number, which the column declares"), ("r", "'Infinity' is not a number, which the column declares"), ("b", "'2' is not 0 or 1, as a BOOLEAN is"), ("d", "'29.02.2024' is not a date like 2024-12-31"), ("t", "'(2 bytes)' is not a text")],
            items[3..].Cast<RejectedItem>().Select(r => (r.Field, r.Reason)));
        Assert.Equal(["1", "2", "3"], items.OfType<MappedFeature>().Select(f => f.LocalId));
        Assert.All(items.OfType<MappedFeature>(), f => Assert.Null(f.Geometry));
    }

    [Fact]
    public void A_view_has_the_ids_of_its_first_column_and_a_computed_column_is_a_text()
    {
        using var city = new LayerCity();
        using (var file = city.Create())
        {
            file.AddFeatures("base", "name TEXT, n INTEGER");
            file.Insert("base", 7, TrialGeoPackage.Geometry("POINT (7 51)"), "a", 5);
            file.Execute("CREATE VIEW some AS SELECT fid, geom, name, n, n * 2 AS twice FROM base");
            file.Register("some", "POINT", 4326);
        }

        city.WriteSource(read: "layer: some");
        var feature = (MappedFeature)Assert.Single(city.Read());
        Assert.Equal("7", feature.LocalId);
        Assert.Equal(["a", 5L, "10"], feature.Values);
        Assert.NotNull(feature.Geometry);
    }

    [Fact]
    public void Rows_without_a_key_need_an_id_of_the_source()
    {
        using var city = new LayerCity();
        using (var file = city.Create())
        {
            file.Execute("CREATE TABLE pairs (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID");
            file.Execute("INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('pairs', 'attributes', 'pairs')");
            file.Insert("pairs", "x", "y");
        }

        city.WriteSource();
        Assert.Equal("layer.gpkg: $id: the layer 'pairs' has no primary key; 'id' must name the columns that tell its rows apart.", Assert.Throws<BrokenFileException>(() => city.Read()).Message);
        city.WriteSource("describe: {}\nid: [a, b]");
        Assert.Equal("x-y", ((MappedFeature)Assert.Single(city.Read())).LocalId);
    }

    [Fact]
    public void A_layer_may_fill_a_collection_that_somebody_described_and_a_zip_may_hold_it()
    {
        using var city = new LayerCity();
        using (var file = city.Create())
        {
            file.AddFeatures("spielplatz", "Bezeichnung TEXT, qm TEXT, ball BOOLEAN", srs: 25832);
            file.Insert("spielplatz", 3, TrialGeoPackage.Geometry("POINT (400000 5700000)", 25832), " Am Markt ", "12,5", 1);
        }

        using (var zip = ZipFile.Open(city.PathOf("data/packed.zip"), ZipArchiveMode.Create))
            zip.CreateEntryFromFile(city.PathOf("data/layer.gpkg"), "in/side.gpkg");
        city.WriteSource(
            "map: { name: Bezeichnung, area: { from: qm, decimal: \",\" }, hasBallGames: ball }\nonly: { ball: { is: \"true\" } }", "archive: zip", "playgrounds", "packed.zip", "playgrounds");
        var feature = (MappedFeature)Assert.Single(city.Import("playgrounds"));
        Assert.Equal(("3", "Am Markt", 12.5, true), (feature.LocalId, feature.Values[0], feature.Values[2], feature.Values[6]));
    }

    [Fact]
    public void What_map_says_of_a_described_property_counts()
    {
        using var city = new LayerCity();
        using (var file = city.Create())
        {
            file.AddAttributes("layer", "kind TEXT, name TEXT");
            file.Insert("layer", 1, "1", "a");
        }

        city.WriteSource("describe: {}\nmap: { kind: { from: kind, codes: { \"1\": oak } } }");
        Assert.Equal(["oak", "a"], ((MappedFeature)Assert.Single(city.Read())).Values);
    }

    public static TheoryData<string, string> BrokenFiles() => new()
    {
        { "text", "the file is not a GeoPackage: it is no SQLite database." },
        { "zip", "the file is a zip archive; 'archive: zip' below 'read' unpacks it." },
        { "empty", "the file is empty." },
        { "missing", "the file is missing; its public address is https://example.org/layer.gpkg." },
        { "cut", "the file is cut off: it has 5000 bytes of " },
        { "cut-header", "the file is cut off: it has 50 bytes." },
        { "rubbish", "the GeoPackage cannot be read: " },
        { "sqlite", "gpkg_contents: the table is missing: the file is an SQLite database, but no GeoPackage." },
        { "no-layer", "layer: the GeoPackage has no layer 'x'; it has one, two." },
        { "which-layer", "layer: the GeoPackage has several layers, and 'layer' below 'read' must name one: one, two." },
        { "no-layers", "layer: the GeoPackage has no layer of features or attributes." },
        { "written", "the file is being written: there is a layer.gpkg-wal beside it" },
        { "limit", "has more than the limit of 1000 bytes." },
    };

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void A_file_that_cannot_be_read_is_one_sentence(string how, string sentence)
    {
        using var city = new LayerCity();
        Break(city, how);
        city.WriteSource(read: how switch { "no-layer" => "layer: x", "which-layer" => "", "limit" => "layer: one, limit: 1000", _ => "layer: one" });
        var (code, said) = city.Describe();
        Assert.Equal(1, code);
        Assert.StartsWith("  layer.gpkg: " + sentence, said, StringComparison.Ordinal);
        Assert.Single(said.TrimEnd().Split('\n'));
    }

    private static void Break(LayerCity city, string how)
    {
        using (var file = city.Create())
        {
            if (how == "sqlite")
                file.Execute("DROP TABLE gpkg_contents");
            else if (how != "no-layers")
            {
                file.AddAttributes("one", "a TEXT");
                file.AddAttributes("two", "a TEXT");
            }
        }

        var path = city.PathOf("data/layer.gpkg");
        var bytes = File.ReadAllBytes(path);
        if (how == "missing")
            File.Delete(path);
        else if (how == "written")
            File.WriteAllText(path + "-wal", "x");
        else if (how == "rubbish")
            city.WriteBytes("data/layer.gpkg", [.. bytes[..100], .. Enumerable.Repeat((byte)0x5A, bytes.Length - 100)]);
        else if (Instead(how, bytes) is { } others)
            city.WriteBytes("data/layer.gpkg", others);
    }

    private static byte[]? Instead(string how, byte[] bytes) => how switch
    {
        "text" => "a,b\n1,2\n"u8.ToArray(),
        "zip" => [.. "PK"u8, 3, 4, 0],
        "empty" => [],
        "cut" => bytes[..5000],
        "cut-header" => bytes[..50],
        _ => null,
    };

    [Fact]
    public void Every_row_of_a_real_layer_is_taken()
    {
        var file = SharedData.RequireFile("niederlande/adressen-geopackage/dutch_addresses_28992.gpkg");
        using var city = new LayerCity();
        Directory.CreateDirectory(city.PathOf("data"));
        File.CreateSymbolicLink(city.PathOf("data/layer.gpkg"), file);
        city.WriteSource("describe: { title: { de: Adressen, en: Addresses } }");
        var features = city.Read().Cast<MappedFeature>().ToList();
        Assert.Equal(2481, features.Count);
        Assert.Equal(["id_", "straatnaam", "huisnummer", "huisletter", "woonplaats", "postcode", "toevoeging"], city.Catalogue.Find("some-layer")!.Properties.Select(p => p.Name));
        Assert.All(features, f => Assert.True(f.Box is [> 3 and < 8, > 50 and < 54, ..], f.LocalId));
    }
}
