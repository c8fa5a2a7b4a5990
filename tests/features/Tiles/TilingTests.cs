using System.Text.Json;
using CsCheck;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Tiles;

/// <summary>The grids themselves, against what PostGIS and the standard say.</summary>
public sealed class TilingTests(SharedTrial shared)
{
    [Theory]
    [InlineData(0, 3857)]
    [InlineData(1, 25832)]
    public async Task A_position_is_projected_as_postgis_does(int set, int srid)
    {
        var trial = await shared.GetAsync();
        var projection = TileMatrixSet.All[set].Projection;
        Assert.Equal(srid, projection.Srid);
        foreach (var (longitude, latitude) in new[] { (9.0, 50.0), (5.9, 47.3), (15.0, 55.0), (7.6286, 51.9627), (13.4, 52.52), (-3.0, 40.0) })
        {
            var at = FormattableString.Invariant($"ST_Transform(ST_SetSRID(ST_MakePoint({longitude}, {latitude}), 4326), {srid})");
            var (x, y) = projection.Project(longitude, latitude);
            Assert.Equal(await trial.AskAsync<double>($"SELECT ST_X({at})"), x, 0.001);
            Assert.Equal(await trial.AskAsync<double>($"SELECT ST_Y({at})"), y, 0.001);
        }
    }

    [Fact]
    public void A_box_holds_the_projection_of_everything_in_it() => Gen.Select(
        Gen.Double[-15, 30], Gen.Double[35, 65], Gen.Double[0, 8], Gen.Double[0, 8], Gen.Double[0, 1], Gen.Double[0, 1]).Sample((west, south, width, height, u, v) =>
        {
            foreach (var set in TileMatrixSet.All)
            {
                var box = set.Projection.Project([west, south, west + width, south + height])!.Value;
                var (x, y) = set.Projection.Project(west + u * width, south + v * height);
                Assert.InRange(x, box.MinX - 1e-6, box.MaxX + 1e-6);
                Assert.InRange(y, box.MinY - 1e-6, box.MaxY + 1e-6);
            }
        });

    [Fact]
    public void The_matrices_of_a_set_cover_the_same_ground_in_ever_smaller_cells()
    {
        foreach (var set in TileMatrixSet.All)
        {
            Assert.All(set.Matrices, m => Assert.Equal(set.Matrices[0].Whole.MaxX, m.Whole.MaxX, 0.01));
            Assert.All(set.Matrices.Zip(set.Matrices.Skip(1)), pair => Assert.Equal(pair.First.CellSize / 2, pair.Second.CellSize, 1e-9));
        }
    }

    /// <summary>The OGC's own definition is the oracle; it has 15 digits.</summary>
    [Fact]
    public void The_registered_set_is_what_the_OGC_registered()
    {
        var file = Path.GetFullPath(Path.Combine(HubRoot.Path, "..", "shared", "standards", "tms-2", "WebMercatorQuad.json"));
        Assert.SkipUnless(File.Exists(file), "The definitions of the OGC are not beside the repository.");
        var registered = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        var set = TileMatrixSet.All[0];

        Assert.Equal((registered.GetProperty("id").GetString(), registered.GetProperty("uri").GetString(), registered.GetProperty("crs").GetString()), (set.Id, set.Uri, set.Crs));
        var matrices = registered.GetProperty("tileMatrices").EnumerateArray().ToList();
        Assert.Equal(matrices.Count, set.Matrices.Count);
        foreach (var (matrix, ours) in matrices.Zip(set.Matrices))
        {
            double Number(string name) => matrix.GetProperty(name).GetDouble();
            Assert.Equal(matrix.GetProperty("id").GetString(), ours.Id);
            Assert.Equal(1, ours.CellSize / Number("cellSize"), 1e-13);
            Assert.Equal(1, ours.ScaleDenominator / Number("scaleDenominator"), 1e-13);
            Assert.Equal(matrix.GetProperty("pointOfOrigin")[0].GetDouble(), ours.OriginX, 1e-6);
            Assert.Equal(matrix.GetProperty("pointOfOrigin")[1].GetDouble(), ours.OriginY, 1e-6);
            Assert.Equal((Number("tileWidth"), Number("matrixWidth"), Number("matrixHeight")), (ours.TileSize, ours.Width, ours.Height));
        }
    }

    [Fact]
    public void A_box_touches_the_tiles_that_it_lies_in_and_those_whose_buffer_it_reaches()
    {
        var (matrix, range) = TileMatrixSet.All[0].Touching([0.00001, 51.01, 0.00001, 51.01]).ElementAt(14);
        Assert.Equal("14", matrix.Id);
        Assert.Equal((8191, 8192), (range.MinCol, range.MaxCol));
        Assert.Equal(range.MinRow, range.MaxRow);
        Assert.Empty(TileMatrixSet.All[1].Touching([-60, -10, -50, 0]));
    }
}
