using System.Net;
using NetTopologySuite.Geometries;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Tiles;

/// <summary>What is in a tile, and where (OGC API Tiles Part 1; Mapbox Vector Tile 2.1).</summary>
public sealed class TileTests(SharedTrial shared)
{
    private static readonly GeometryFactory _make = new(new PrecisionModel(), 4326);
    private static readonly TileMatrixSet _mercator = TileMatrixSet.All[0];

    public static TheoryData<string, string> Matrices => new(
        [("WebMercatorQuad", "0"), ("WebMercatorQuad", "9"), ("WebMercatorQuad", "18"), ("DE_EPSG_25832_ADV", "00"), ("DE_EPSG_25832_ADV", "07"), ("DE_EPSG_25832_ADV", "13")]);

    [Theory]
    [MemberData(nameof(Matrices))]
    public async Task A_feature_lies_where_its_coordinates_say(string setId, string matrixId)
    {
        var (trial, questions) = await ThingsAsync(new Thing("a", "Rathaus", Place: (7.6286, 51.9627)));
        var set = TileMatrixSet.All.Single(s => s.Id == setId);
        var matrix = set.Matrices.Single(m => m.Id == matrixId);
        var (x, y) = await PostGisAsync(trial, set.Projection.Srid, 7.6286, 51.9627);

        var tile = await questions.OverAsync(set, matrixId, 7.6286, 51.9627);

        var feature = Assert.Single(tile!.Features);
        var (row, col) = TileQuestions.At(set, matrixId, 7.6286, 51.9627);
        var box = matrix.Tile(row, col);
        Assert.Equal((x - box.MinX) / matrix.Span, feature.X, 1.0 / VectorTile.Extent);
        Assert.Equal((box.MaxY - y) / matrix.Span, feature.Y, 1.0 / VectorTile.Extent);
    }

    [Fact]
    public async Task Every_property_is_there_in_the_form_that_a_tile_has()
    {
        var (_, questions) = await ThingsAsync(new Thing(
            "a/1", "Bänke <2>", "a", 12, 1.5, true, new DateOnly(2020, 2, 29), new DateTime(2024, 6, 1, 12, 0, 0, DateTimeKind.Utc), ["x", "y z"], (7, 51)));

        var feature = (await questions.OverAsync(_mercator, "12", 7, 51))!.Layers["things"].Single();

        var city = feature.City;
        Assert.Equal($"{city}:a/1", feature.Id);
        Assert.Equal(
            ["Bänke <2>", "a", 12UL, 1.5, true, "2020-02-29", "2024-06-01T12:00:00Z", "x|y z"],
            new[] { "name", "kind", "seats", "height", "isOpen", "built", "seenAt", "tags" }.Select(name => feature.Properties[name]));
    }

    [Fact]
    public async Task A_value_that_is_missing_is_no_property()
    {
        var (_, questions) = await ThingsAsync(new Thing("a", "A", Place: (7, 51)));
        var feature = (await questions.OverAsync(_mercator, "12", 7, 51))!.Features.Single();
        Assert.Equal(["city", "id", "name"], feature.Properties.GetNames().Order());
    }

    [Theory]
    [InlineData("WebMercatorQuad", "14")]
    [InlineData("DE_EPSG_25832_ADV", "09")]
    public async Task Over_all_tiles_of_a_scale_every_feature_is_there_once(string setId, string matrix)
    {
        var random = new Random(7);
        var things = Enumerable.Range(0, 300)
            .Select(n => new Thing($"t{n:000}", "T", Place: (7.5 + random.NextDouble() / 5, 51.9 + random.NextDouble() / 10))).ToArray();
        var (_, questions) = await ThingsAsync(things);
        var set = TileMatrixSet.All.Single(s => s.Id == setId);
        var range = set.Touching([7.5, 51.9, 7.7, 52]).Single(r => r.Matrix.Id == matrix).Range;

        var seen = new List<string>();
        for (var row = range.MinRow; row <= range.MaxRow; row++)
        {
            for (var col = range.MinCol; col <= range.MaxCol; col++)
            {
                if (await questions.ReadAsync($"{questions.Root}/{setId}/{matrix}/{row}/{col}") is { } tile)
                    seen.AddRange(tile.Features.Where(f => f.IsInside).Select(f => f.Id[(f.City.Length + 1)..]));
            }
        }

        Assert.Equal(things.Select(t => t.LocalId), seen.Order());
    }

    [Fact]
    public async Task A_feature_near_the_edge_is_in_the_neighbour_too_for_its_symbol()
    {
        // Longitude 0 is the edge between two tiles at every scale but the first.
        var (_, questions) = await ThingsAsync(new Thing("near", "N", Place: (0.0001, 51)), new Thing("far", "F", Place: (0.01, 51)));

        var west = await questions.OverAsync(_mercator, "14", -0.00001, 51);

        var feature = Assert.Single(west!.Features);
        Assert.EndsWith(":near", feature.Id, StringComparison.Ordinal);
        Assert.False(feature.IsInside);
    }

    [Fact]
    public async Task Areas_and_lines_are_cut_to_the_tile()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        var area = _make.CreatePolygon([new(7, 51), new(8, 51), new(8, 52), new(7, 52), new(7, 51)]);
        var line = _make.CreateLineString([new(7, 51.5), new(8, 51.5)]);
        await rows.ShapesAsync([area, line, null]);
        var questions = new TileQuestions(trial, rows.City, "shapes");

        var tile = await questions.OverAsync(_mercator, "12", 7.5, 51.5);

        Assert.Equal([$"{rows.City}:0001", $"{rows.City}:0002"], tile!.Features.Select(f => f.Id).Order());
        Assert.Equal(["LineString", "Polygon"], tile.Features.Select(f => f.Shape.GeometryType).Order());
        // A tile and its buffer of 1/32 on both sides, in the degrees that the reader makes of them.
        Assert.All(tile.Features, f => Assert.InRange(f.Shape.EnvelopeInternal.Width, 90, 90 * (1 + 2.0 * VectorTile.Buffer / VectorTile.Extent) + 0.1));
    }

    [Fact]
    public async Task A_shape_up_to_the_pole_is_drawn_as_far_as_the_plane_goes()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ShapesAsync([_make.CreatePolygon([new(-180, -90), new(180, -90), new(180, 90), new(-180, 90), new(-180, -90)])]);
        var questions = new TileQuestions(trial, rows.City, "shapes");

        Assert.Single((await questions.OverAsync(_mercator, "0", 7, 51))!.Features);
        Assert.Single((await questions.OverAsync(_mercator, "8", 7, 51))!.Features);
        Assert.Single((await questions.OverAsync(TileMatrixSet.All[1], "05", 7, 51))!.Features);
    }

    [Fact]
    public async Task Time_limits_what_is_shown_and_features_without_one_stay()
    {
        var day = new DateTime(2024, 6, 1, 12, 0, 0, DateTimeKind.Utc);
        var (_, questions) = await ThingsAsync(
            new Thing("before", "B", SeenAt: day.AddDays(-1), Place: (7, 51)), new Thing("on", "O", SeenAt: day, Place: (7, 51)), new Thing("never", "N", Place: (7, 51)));

        async Task<string[]> IdsAsync(string query) =>
            await questions.OverAsync(_mercator, "12", 7, 51, query) is { } tile ? [.. tile.Features.Select(f => f.Id.Split(':')[1]).Order()] : [];

        Assert.Equal(["before", "never", "on"], await IdsAsync(""));
        Assert.Equal(["never", "on"], await IdsAsync("?datetime=2024-06-01"));
        Assert.Equal(["before", "never"], await IdsAsync("?datetime=../2024-05-31"));
    }

    [Fact]
    public async Task A_tile_with_nothing_in_it_has_no_content()
    {
        var (_, questions) = await ThingsAsync(new Thing("a", "A", Place: (7, 51)));
        Assert.Null(await questions.OverAsync(_mercator, "12", 9, 51));
    }

    private async Task<(TrialNode Trial, TileQuestions Questions)> ThingsAsync(params Thing[] things)
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ThingsAsync(things);
        return (trial, new TileQuestions(trial, rows.City, "things"));
    }

    private static async Task<(double X, double Y)> PostGisAsync(TrialNode trial, int srid, double longitude, double latitude)
    {
        var at = FormattableString.Invariant($"ST_Transform(ST_SetSRID(ST_MakePoint({longitude}, {latitude}), 4326), {srid})");
        return (await trial.AskAsync<double>($"SELECT ST_X({at})"), await trial.AskAsync<double>($"SELECT ST_Y({at})"));
    }
}
