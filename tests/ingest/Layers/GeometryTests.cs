using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Tests.Ingest.Layers;

/// <summary>Geometries of GeoPackages: what is taken, what is dropped, what is rejected and why.</summary>
public sealed class GeometryTests
{
    [Theory]
    [InlineData("POINT (7 51)", "POINT (7 51)")]
    [InlineData("POINT Z (7 51 100)", "POINT (7 51)")]
    [InlineData("LINESTRING (7 51, 8 52)", "LINESTRING (7 51, 8 52)")]
    [InlineData("POLYGON ((7 51, 8 51, 8 52, 7 51), (7.5 51.2, 7.6 51.2, 7.6 51.3, 7.5 51.2))", "POLYGON ((7 51, 8 51, 8 52, 7 51), (7.5 51.2, 7.6 51.2, 7.6 51.3, 7.5 51.2))")]
    [InlineData("MULTIPOINT ((7 51), (8 52))", "MULTIPOINT ((7 51), (8 52))")]
    [InlineData("MULTILINESTRING ((7 51, 8 52), (1 1, 2 2))", "MULTILINESTRING ((7 51, 8 52), (1 1, 2 2))")]
    [InlineData("GEOMETRYCOLLECTION (POINT (7 51), LINESTRING (7 51, 8 52))", "GEOMETRYCOLLECTION (POINT (7 51), LINESTRING (7 51, 8 52))")]
    [InlineData("POINT EMPTY", null)]
    [InlineData("GEOMETRYCOLLECTION EMPTY", null)]
    [InlineData(null, null)]
    public void Points_lines_polygons_and_collections_of_them_are_taken_without_heights(string? written, string? read)
    {
        var feature = Assert.IsType<MappedFeature>(Assert.Single(ReadAll("GEOMETRY", 4326, TrialGeoPackage.Geometry(written))));
        Assert.Equal(read, feature.Geometry is { } bytes ? new WKBReader().Read(bytes).AsText() : null);
    }

    [Theory]
    [InlineData(1008, "is a CircularString; only points, lines, polygons and collections of them are taken")]
    [InlineData(10, "is a CurvePolygon; only points, lines, polygons and collections of them are taken")]
    [InlineData(99, "is of the type 99, which is none of well-known binary")]
    public void A_curve_is_rejected_by_its_name(int type, string reason) =>
        Assert.Equal(reason, Rejection([.. "GP"u8, 0, 1, .. BitConverter.GetBytes(4326), 1, .. BitConverter.GetBytes(type), 0, 0, 0, 0]));

    [Fact]
    public void A_number_of_points_that_the_bytes_do_not_hold_reserves_no_memory() =>
        Assert.Equal("is cut off", Rejection([.. "GP"u8, 0, 1, .. BitConverter.GetBytes(4326), 1, 2, 0, 0, 0, 255, 255, 255, 127]));

    [Theory]
    [InlineData(new byte[] { }, "is not a geometry of a GeoPackage: its header does not begin with GP")]
    [InlineData(new byte[] { 0x47, 0x50, 0, 0b0010_0001, 0, 0, 0, 0 }, "is of an extended type, which only the program that wrote it can read")]
    [InlineData(new byte[] { 0x47, 0x50, 0, 0b0000_0011, 0, 0, 0, 0 }, "is not a geometry of a GeoPackage: its header is cut off or wrong")]
    [InlineData(new byte[] { 0x47, 0x50, 0, 1, 0, 0, 0, 0, 7 }, "is not well-known binary")]
    public void Bytes_that_are_no_geometry_are_rejected(byte[] blob, string reason) => Assert.Equal(reason, Rejection(blob));

    [Fact]
    public void Every_cut_of_a_geometry_is_rejected_and_none_is_a_fault()
    {
        var whole = TrialGeoPackage.Geometry("GEOMETRYCOLLECTION (POINT (7 51), POLYGON ((7 51, 8 51, 8 52, 7 51)))")!;
        for (var length = 0; length < whole.Length; length++)
            Assert.NotNull(GeoPackageBinary.Read(whole[..length], out _));
    }

    /// <summary>Expected by PROJ 9.1 (gdaltransform) with the same shift of datums.</summary>
    [Theory]
    [InlineData(25832, 400_000, 5_700_000, 7.56112320558361, 51.4423523174867)]
    [InlineData(25833, 400_000, 5_800_000, 13.532121800505, 52.3411753482568)]
    [InlineData(31466, 2_560_000, 5_700_000, 6.86216406284454, 51.4314540838596)]
    [InlineData(31467, 3_400_000, 5_750_000, 7.54687630361804, 51.8750627937592)]
    [InlineData(31468, 4_500_000, 5_400_000, 11.9985425653049, 48.7375551829535)]
    [InlineData(31469, 5_400_000, 5_700_000, 13.5602615198465, 51.4258444545278)]
    [InlineData(3068, 25_000, 21_000, 13.4044667631397, 52.5158997483417)]
    [InlineData(3857, 1_500_000, 6_900_000, 13.4747292617928, 52.5489619116458)]
    [InlineData(32633, 400_000, 5_800_000, 13.5321218005268, 52.341175347143)]
    [InlineData(32719, 400_000, 8_000_000, -69.9450469497228, -18.0863946381451)]
    [InlineData(28992, 155_000, 463_000, 5.3872035087259, 52.1551723011519)]
    [InlineData(4258, 10, 50, 10, 50)]
    [InlineData(4326, -180, -90, -180, -90)]
    public void A_layer_may_have_any_reference_system_that_is_usual_here(int epsg, double x, double y, double longitude, double latitude)
    {
        var feature = (MappedFeature)ReadAll("POINT", epsg, TrialGeoPackage.Geometry(FormattableString.Invariant($"POINT ({x} {y})"), epsg)).Single();
        // A millionth of a degree is a tenth of a metre.
        Assert.Equal(longitude, feature.Box![0], 1e-6);
        Assert.Equal(latitude, feature.Box[1], 1e-6);
    }

    [Fact]
    public void The_edge_of_the_world_is_not_outside_of_it()
    {
        var feature = (MappedFeature)ReadAll("POINT", 3857, TrialGeoPackage.Geometry("POINT (20037508.342789244 0)", 3857)).Single();
        Assert.Equal([180, 0, 180, 0], feature.Box!.Select(c => Math.Round(c, 9)));
    }

    [Theory]
    [InlineData(-1, "srs_id: the coordinate reference system of the layer is undefined")]
    [InlineData(0, "srs_id: the coordinate reference system of the layer is undefined")]
    [InlineData(2154, "srs_id: the coordinate reference system EPSG:2154 is none of EPSG:4326,")]
    public void An_undefined_or_unusual_system_must_be_told_by_the_source(int srs, string sentence)
    {
        var fault = Assert.Throws<BrokenFileException>(() => ReadAll("POINT", srs, TrialGeoPackage.Geometry("POINT (400000 5700000)", srs)));
        Assert.StartsWith("layer.gpkg: " + sentence, fault.Message, StringComparison.Ordinal);
        Assert.Contains("geometry: { crs: EPSG:25832 }", fault.Message, StringComparison.Ordinal);
        var told = (MappedFeature)ReadAll("POINT", srs, TrialGeoPackage.Geometry("POINT (400000 5700000)", srs), "geometry: { crs: EPSG:25832 }").Single();
        Assert.Equal(7.561123, told.Box![0], 1e-6);
    }

    [Fact]
    public void A_row_may_lie_anywhere_unless_the_source_asks_for_the_city()
    {
        var berlin = TrialGeoPackage.Geometry("POINT (13.4 52.5)");
        Assert.IsType<MappedFeature>(ReadAll("POINT", 4326, berlin).Single());
        Assert.Contains("lies outside Stadt", Assert.IsType<RejectedItem>(ReadAll("POINT", 4326, berlin, "inside: city").Single()).Reason, StringComparison.Ordinal);
    }

    private static string Rejection(byte[] blob) => Assert.IsType<RejectedItem>(Assert.Single(ReadAll("GEOMETRY", 4326, blob))).Reason;

    private static List<MappedItem> ReadAll(string type, int srs, byte[]? geometry, string more = "")
    {
        using var city = new LayerCity();
        using (var file = city.Create())
        {
            file.AddFeatures("layer", "name TEXT", type, srs);
            file.Insert("layer", 1, geometry, "a");
        }

        city.WriteSource("describe: {}\n" + more);
        return city.Read();
    }
}
