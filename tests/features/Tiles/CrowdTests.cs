using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Tiles;

/// <summary>Tiles with more in them than can be shown.</summary>
public sealed class CrowdTests(SharedTrial shared)
{
    private const int LargestTile = 500_000;
    private static readonly TileMatrixSet _mercator = TileMatrixSet.All[0];

    [Theory]
    [InlineData("0")]
    [InlineData("9")]
    [InlineData("12")]
    public async Task A_tile_of_many_points_is_small_and_still_shows_all_quarters(string matrix)
    {
        var (trial, questions) = await CrowdAsync(40_000);
        var (row, col) = TileQuestions.At(_mercator, matrix, 7.55, 51.95);

        var bytes = await questions.BytesAsync($"{questions.Root}/WebMercatorQuad/{matrix}/{row}/{col}");

        Assert.InRange(bytes!.Length, 1, LargestTile);
        var tile = DecodedTile.Read(bytes);
        Assert.InRange(tile.Features.Count, 1, 4_000);
        Assert.Equal(tile.Features.Count, tile.Features.Select(f => f.Id).Distinct().Count());
        Assert.All(tile.Features, f => Assert.Equal(["city", "id"], f.Properties.GetNames().Order()));
        if (matrix == "12")
            Assert.InRange(await QuartersAsync(trial, tile.Features[0].City, row, col), 40, tile.Features.Where(f => f.IsInside).Select(f => ((int)(f.X * 8), (int)(f.Y * 8))).Distinct().Count());
    }

    [Fact]
    public async Task Near_enough_everything_is_shown_with_everything()
    {
        var (trial, questions) = await CrowdAsync(40_000);

        var tile = await questions.OverAsync(_mercator, "15", 7.551, 51.951);

        var city = tile!.Features[0].City;
        var (row, col) = TileQuestions.At(_mercator, "15", 7.551, 51.951);
        var box = TileMatrixSet.All[0].Matrices[15].Tile(row, col);
        var there = await trial.AskAsync<long>(FormattableString.Invariant($"""
            SELECT count(*) FROM collections.things WHERE city = '{city}'
              AND ST_Transform(geom, 3857) && ST_MakeEnvelope({box.MinX}, {box.MinY}, {box.MaxX}, {box.MaxY}, 3857)
            """));
        Assert.InRange(tile.Features.Count(f => f.IsInside), there - 3, there + 3);
        Assert.All(tile.Features, f => Assert.True(f.Properties.Exists("name")));
    }

    [Fact]
    public async Task Long_texts_are_left_out_where_they_would_make_a_tile_too_large()
    {
        var trial = await shared.GetAsync();
        var city = trial.NextCity();
        await FillAsync(trial, city, 3_000, "'name ' || n || repeat('x', 300)");
        var questions = new TileQuestions(trial, city, "things");
        var (row, col) = TileQuestions.At(_mercator, "10", 7.55, 51.95);

        var bytes = await questions.BytesAsync($"{questions.Root}/WebMercatorQuad/10/{row}/{col}");

        Assert.InRange(bytes!.Length, 1, LargestTile);
        Assert.DoesNotContain("name", DecodedTile.Read(bytes).Features[0].Properties.GetNames());
    }

    [Fact]
    public async Task Large_areas_come_before_small_ones()
    {
        var trial = await shared.GetAsync();
        var city = trial.NextCity();
        await new Rows(trial, city).DescribeAsync("shapes", 5_001);
        await trial.ExecuteAsync($"""
            INSERT INTO collections.shapes (city, local_id, from_source, row_fingerprint, change_seq, name, geom)
            SELECT '{city}', n::text, 'test', '\x00'::bytea, 1, 'small', ST_MakeEnvelope(7 + n / 1e5, 51, 7 + n / 1e5 + 5e-6, 51 + 5e-6, 4326) FROM generate_series(1, 5000) n
            UNION ALL SELECT '{city}', 'large', 'test', '\x00', 1, 'large', ST_MakeEnvelope(7, 51, 7.1, 51.1, 4326)
            """);
        var questions = new TileQuestions(trial, city, "shapes");

        var tile = await questions.OverAsync(_mercator, "10", 7.05, 51.05);

        Assert.Equal($"{city}:large", Assert.Single(tile!.Features).Id);
    }

    /// <summary>In how many of the 64 quarters of a tile the city has more than some points.</summary>
    private static Task<long> QuartersAsync(TrialNode trial, string city, int row, int col)
    {
        var (box, eighth) = (_mercator.Matrices[12].Tile(row, col), _mercator.Matrices[12].Span / 8);
        return trial.AskAsync<long>(FormattableString.Invariant($"""
            SELECT count(*) FROM (
                SELECT FROM (SELECT ST_Transform(geom, 3857) AS place FROM collections.things WHERE city = '{city}') t
                WHERE place && ST_MakeEnvelope({box.MinX}, {box.MinY}, {box.MaxX}, {box.MaxY}, 3857)
                GROUP BY floor((ST_X(place) - {box.MinX}) / {eighth}), floor(({box.MaxY} - ST_Y(place)) / {eighth})
                HAVING count(*) > 20) quarters
            """));
    }

    private async Task<(TrialNode Trial, TileQuestions Questions)> CrowdAsync(int count)
    {
        var trial = await shared.GetAsync();
        var city = trial.NextCity();
        await FillAsync(trial, city, count, "'name ' || n");
        return (trial, new TileQuestions(trial, city, "things"));
    }

    /// <summary>Points over a tenth of a degree, each at a place that its number says.</summary>
    private static async Task FillAsync(TrialNode trial, string city, int count, string name)
    {
        await new Rows(trial, city).DescribeAsync("things", count);
        await trial.ExecuteAsync($"""
            INSERT INTO collections.things (city, local_id, from_source, row_fingerprint, change_seq, name, geom)
            SELECT '{city}', n::text, 'test', '\x00', 1, {name},
                ST_SetSRID(ST_MakePoint(7.5 + (n * 0.618034) % 1 / 10, 51.9 + n::float / {count} / 10), 4326)
            FROM generate_series(1, {count}) n
            """);
    }
}
