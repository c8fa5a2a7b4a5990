using System.Net;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Tiles;

/// <summary>Which tiles there are, and how they are kept.</summary>
public sealed class TileAddressTests(SharedTrial shared)
{
    [Theory]
    [InlineData("NoSuchSet/0/0/0", 404)]
    [InlineData("WebMercatorQuad/25/0/0", 404)]
    [InlineData("WebMercatorQuad/x/0/0", 404)]
    [InlineData("WebMercatorQuad/3/8/0", 404)]
    [InlineData("WebMercatorQuad/3/0/8", 404)]
    [InlineData("WebMercatorQuad/3/-1/0", 404)]
    [InlineData("WebMercatorQuad/3/2147483647/2147483647", 404)]
    [InlineData("WebMercatorQuad/3/99999999999999999999/0", 404)]
    [InlineData("WebMercatorQuad/3/one/0", 400)]
    [InlineData("WebMercatorQuad/3/1.5/0", 400)]
    [InlineData("WebMercatorQuad/3/0/0?datetime=yesterday", 400)]
    [InlineData("WebMercatorQuad/3/0/0?colour=red", 400)]
    [InlineData("DE_EPSG_25832_ADV/14/0/0", 404)]
    public async Task What_is_no_tile_is_a_problem_document(string path, int status)
    {
        var (trial, city) = await CityAsync();
        var questions = new Questions(trial, city, "things");
        await questions.ProblemAsync($"/cities/{city}/ogc/collections/things/tiles/{path}", (HttpStatusCode)status);
    }

    [Fact]
    public async Task A_collection_without_geometry_has_no_tiles_and_says_so()
    {
        var (trial, city) = await CityAsync();
        var problem = await new Questions(trial, city, "readings").ProblemAsync($"/cities/{city}/ogc/collections/readings/tiles/WebMercatorQuad/0/0/0", HttpStatusCode.NotFound);
        Assert.Contains("no geometry", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_dataset_ends_its_tileset_does()
    {
        var (trial, city) = await CityAsync();
        await trial.ExecuteAsync($"UPDATE hub.datasets SET box = ARRAY[7, 51, 8, 52] WHERE city = '{city}' AND collection = 'things'");
        var tiles = new TileQuestions(trial, city, "things");

        Assert.NotNull(await tiles.OverAsync(TileMatrixSet.All[0], "10", 7.5, 51.5));
        Assert.Null(await tiles.OverAsync(TileMatrixSet.All[0], "14", 7.1, 51.1));
        var (row, col) = TileQuestions.At(TileMatrixSet.All[0], "10", 10, 51);
        await new Questions(trial, city, "things").ProblemAsync($"{tiles.Root}/WebMercatorQuad/10/{row}/{col}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_has_the_tile_already_is_told_so_until_it_changes()
    {
        var (trial, city) = await CityAsync();
        var address = $"/cities/{city}/ogc/collections/things/tiles/WebMercatorQuad/0/0/0";
        using var first = await trial.Service.Http.GetAsync(address);
        var tag = first.Headers.ETag!;

        Assert.Equal(HttpStatusCode.NotModified, await AgainAsync(trial, address, tag.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, await AgainAsync(trial, address, $"\"other\", {tag}"));
        Assert.Equal(HttpStatusCode.OK, await AgainAsync(trial, address, "\"other\""));
        await trial.ExecuteAsync($"UPDATE collections.things SET name = 'B' WHERE city = '{city}'");
        Assert.Equal(HttpStatusCode.OK, await AgainAsync(trial, address, tag.ToString()));
    }

    private static async Task<HttpStatusCode> AgainAsync(TrialNode trial, string address, string known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("If-None-Match", known);
        using var answer = await trial.Service.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<(TrialNode Trial, string City)> CityAsync()
    {
        var trial = await shared.GetAsync();
        var rows = new Rows(trial, trial.NextCity());
        await rows.ThingsAsync([new Thing("a", "A", Place: (7.5, 51.5))]);
        return (trial, rows.City);
    }
}
