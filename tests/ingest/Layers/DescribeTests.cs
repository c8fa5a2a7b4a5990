using UrbanDataHub.Ingest.Describing;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Tests.Ingest.Layers;

/// <summary>The command <c>describe</c>: descriptors from layers, and what becomes of them when layers or sources change.</summary>
public sealed class DescribeTests : IDisposable
{
    private readonly LayerCity _city = new();

    [Theory]
    [InlineData("pop_other name boolean date _x", "pop_other name boolean date _x")]
    [InlineData("id|city|geometry|id_", "id_2|city_|geometry_|id_")]
    [InlineData("Straße|2020 (ges.)|a b|a_b|Fläche in m²|é|__typename|Ω|…", "Strasse|_2020_ges|a_b_|a_b|Flaeche_in_m|e|typename|column|column_")]
    public void A_column_keeps_its_name_wherever_a_property_may_have_it(string columns, string names)
    {
        var (all, expected) = columns.Contains('|', StringComparison.Ordinal) ? (columns.Split('|'), names.Split('|')) : (columns.Split(' '), names.Split(' '));
        var made = ColumnNames.Of(all, "geometry");
        Assert.Equal(expected, all.Select(c => made[c]));
        Assert.All(made.Values, name => Assert.True(PropertyNames.IsValid(name), name));
    }

    [Theory]
    [InlineData("xmin", "xmin_")]
    [InlineData("xmin_", "xmin__")]
    [InlineData("local_id", "local_id_")]
    [InlineData("geom", "geom_")]
    [InlineData("name", "name")]
    [InlineData("name_", "name_")]
    public void A_column_of_ours_is_never_that_of_a_property(string property, string column) => Assert.Equal(column, PropertyNames.Column(property));

    [Fact]
    public void The_same_layer_makes_the_same_text_and_a_new_column_another()
    {
        Layer("name TEXT");
        Assert.Equal((0, "  some-layer: described, 1 properties and geometry-point, from stadt/layer\n"), _city.Describe());
        Assert.Equal((0, "  some-layer: unchanged, 1 properties and geometry-point, from stadt/layer\n"), _city.Describe());
        Layer("name TEXT, height REAL, photo BLOB, Straße TEXT", heights: true);
        Assert.Equal((0, """
              some-layer: described, 3 properties and geometry-point, from stadt/layer
                heights and measures (Z, M) are not kept
                the column 'photo' (BLOB) holds bytes and is not taken over
                the column 'Straße' is the property 'Strasse'

            """.ReplaceLineEndings("\n")), _city.Describe());
        Assert.Equal(["name", "height", "Strasse"], Properties());
    }

    [Fact]
    public void A_column_of_another_type_is_refused_by_name_and_the_collection_stays()
    {
        Layer("name TEXT, height INTEGER");
        _city.Describe();
        Layer("name TEXT, height TEXT, more TEXT");
        Assert.Equal((1, "  stadt/layer: the column 'height' was of the kind Integer and is now Text, which the table of 'some-layer' cannot hold; the layer needs another id below 'collection'\n"), _city.Describe());
        Assert.Equal(["name", "height"], Properties());
    }

    [Fact]
    public void A_layer_that_cannot_be_read_today_keeps_its_collection_and_a_source_that_is_gone_does_not()
    {
        Layer("name TEXT");
        _city.Describe();
        _city.Write("data/layer.gpkg", "no longer");
        Assert.Equal(1, _city.Describe().Code);
        Assert.Equal(["name"], Properties());
        _city.DeleteSource();
        Assert.Equal((0, "  some-layer: no longer described in 'social'\n"), _city.Describe());
        Assert.Null(_city.Catalogue.Find("some-layer"));
    }

    [Fact]
    public void Sources_of_one_collection_bring_their_columns_together_and_must_agree()
    {
        Layer("name TEXT, a REAL");
        Layer("name TEXT, b REAL", name: "other", geometry: "MULTIPOINT");
        Assert.Equal((0, "  some-layer: described, 3 properties and geometry-any, from stadt/layer, stadt/other\n"), _city.Describe());
        Assert.Equal([1.5, null], ((MappedFeature)_city.Import().Single()).Values[1..]);
        Assert.Equal([null, 1.5], ((MappedFeature)_city.Import("other").Single()).Values[1..]);
        Layer("name INTEGER, b REAL", name: "other");
        Assert.Equal((1, "  stadt/other: the column 'name' is INTEGER, but TEXT in stadt/layer; layers of one collection must agree, or the source needs a collection of its own\n"), _city.Describe());
    }

    [Fact]
    public void A_column_that_left_breaks_the_import_until_it_is_described_anew()
    {
        Layer("name TEXT, height REAL");
        _city.Describe();
        Layer("name TEXT");
        Assert.Equal("layer.gpkg: height: the layer no longer has this column; it has fid, name. The command 'describe' renews the collection.", Assert.Throws<BrokenFileException>(() => _city.Import()).Message);
        Assert.Single(_city.Read());
    }

    [Theory]
    [InlineData("describe: { instant: name }", "cities/stadt/layer.yaml:9: describe: 'instant' names 'name', which is no DATE or DATETIME of the layer; such are d.")]
    [InlineData("describe: { columns: { nane: { unit: m } } }", "cities/stadt/layer.yaml:9: describe.columns.nane: the layer has no such column; it has name, d.")]
    [InlineData("describe: { theme: NONE }", "cities/stadt/layer.yaml:9: describe.theme: 'NONE' is not a code of schemas/vocabularies/themes.json")]
    [InlineData("describe: { domain: gateway }", "cities/stadt/layer.yaml:9: describe.domain: 'gateway' must be one of social, mobility, climate, sensors.")]
    [InlineData("describe: { singular: playground }", "stadt/layer: describe.singular: 'playground' has the name in GraphQL that playgrounds has already; choose another")]
    public void A_wrong_word_is_named(string describe, string sentence)
    {
        Layer("name TEXT, d DATE", describe: describe);
        var (code, said) = _city.Describe();
        Assert.Equal(1, code);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.Null(_city.Catalogue.Find("some-layer"));
    }

    [Fact]
    public void A_collection_that_somebody_described_is_not_described_again()
    {
        Layer("name TEXT", collection: "playgrounds");
        Assert.Contains("describe: the collection 'playgrounds' is described in schemas/collections", _city.Describe().Said, StringComparison.Ordinal);
    }

    [Fact]
    public void The_only_time_is_what_datetime_asks_and_of_several_none_unless_one_is_named()
    {
        Layer("name TEXT, d DATE");
        _city.Describe();
        Assert.Equal("d", _city.Catalogue.Find("some-layer")!.Instant?.Name);
        Layer("name TEXT, d DATE, t DATETIME");
        _city.Describe();
        Assert.Null(_city.Catalogue.Find("some-layer")!.Instant);
        Layer("name TEXT, d DATE, t DATETIME", describe: "describe: { instant: t }");
        _city.Describe();
        Assert.Equal("t", _city.Catalogue.Find("some-layer")!.Instant?.Name);
    }

    public void Dispose() => _city.Dispose();

    private List<string> Properties() => _city.Catalogue.Find("some-layer")!.Properties.Select(p => p.Name).ToList();

    /// <summary>A file with one layer and one row, and its source.</summary>
    private void Layer(string columns, string name = "layer", string geometry = "POINT", bool heights = false, string describe = "describe: {}", string collection = "some-layer")
    {
        using (var file = _city.Create(name + ".gpkg"))
        {
            file.AddFeatures("layer", columns, geometry);
            if (!heights)
                file.Execute("UPDATE gpkg_geometry_columns SET z = 0");
            file.Insert("layer", [1, null, .. columns.Split(',').Select(c => (object?)(c.EndsWith("REAL", StringComparison.Ordinal) ? 1.5 : c.EndsWith("TEXT", StringComparison.Ordinal) ? "a" : null))]);
        }

        _city.WriteSource(describe, "", name, name + ".gpkg", collection);
    }
}
