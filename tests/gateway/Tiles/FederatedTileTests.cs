using System.IO.Compression;
using System.Net;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Tiles;

/// <summary>Tiles over several cities at three nodes: every feature, once, in one layer a collection.</summary>
public sealed class FederatedTileTests(SharedNodes shared)
{
    private const string World = "WebMercatorQuad/0/0/0";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_layers_of_all_cities_are_one_with_every_feature_and_its_properties(int node)
    {
        var nodes = await shared.GetAsync();

        var reply = await nodes.Gateways[node].TileAsync($"/ogc/collections/benches/tiles/{World}");

        var features = Assert.Single(reply.Tile!.Layers, l => l.Key == "benches").Value.ToDictionary(f => f.Id);
        var benches = nodes.Towns.Benches.Where(b => b.Longitude is not null).ToList();
        Assert.Equal(benches.Select(b => b.Id), features.Keys.Order(StringComparer.Ordinal));
        Assert.All(benches, bench =>
        {
            var properties = features[bench.Id].Properties;
            object? Value(string name) => properties.Exists(name) ? properties[name] : null;
            Assert.Equal(
                (bench.City, bench.Name, bench.Kind, (ulong?)bench.Seats, bench.Height, bench.IsCovered, bench.Tags),
                ((string)Value("city")!, (string)Value("name")!, (string?)Value("kind"), (ulong?)Value("seats"), (double?)Value("height"), (bool?)Value("isCovered"), (string?)Value("tags")));
        });
        Assert.Equal("alba brena cala dura", string.Join(' ', reply.Cities!.Split(", ").Select(c => c.Replace(";state=answered", "", StringComparison.Ordinal)).Order()));
        Assert.Equal("no-cache", reply.CacheControl);
    }

    [Theory]
    [InlineData("WebMercatorQuad", "9")]
    [InlineData("DE_EPSG_25832_ADV", "04")]
    public async Task Over_all_tiles_of_a_scale_every_feature_of_every_city_is_there_once_in_its_place(string setId, string matrixId)
    {
        var nodes = await shared.GetAsync();
        var set = TileMatrixSet.All.Single(s => s.Id == setId);
        var (matrix, range) = set.Touching([7, 51, 13, 53]).Single(t => t.Matrix.Id == matrixId);
        var seen = new Dictionary<string, (double X, double Y)>();
        for (var row = range.MinRow; row <= range.MaxRow; row++)
        {
            for (var col = range.MinCol; col <= range.MaxCol; col++)
            {
                var box = matrix.Tile(row, col);
                using var answer = await nodes.Http.GetAsync($"/ogc/collections/benches/tiles/{setId}/{matrixId}/{row}/{col}");
                if (answer.StatusCode != HttpStatusCode.OK)
                    continue;
                foreach (var f in DecodedTile.Read(await answer.Content.ReadAsByteArrayAsync()).Features.Where(f => f.IsInside))
                    seen.Add(f.Id, (box.MinX + f.X * matrix.Span, box.MaxY - f.Y * matrix.Span));
            }
        }

        var benches = nodes.Towns.Benches.Where(b => b.Longitude is not null).ToList();
        Assert.Equal(benches.Select(b => b.Id), seen.Keys.Order(StringComparer.Ordinal));
        Assert.All(benches, bench =>
        {
            var (x, y) = set.Projection.Project(bench.Longitude!.Value, bench.Latitude!.Value);
            Assert.Equal(x, seen[bench.Id].X, matrix.Span / VectorTile.Extent);
            Assert.Equal(y, seen[bench.Id].Y, matrix.Span / VectorTile.Extent);
        });
    }

    [Fact]
    public async Task A_tile_of_the_dataset_has_a_layer_for_each_collection_or_those_that_are_chosen()
    {
        var nodes = await shared.GetAsync();

        Assert.Equal(["benches", "passers", "wards"], (await nodes.Http.TileAsync($"/ogc/tiles/{World}")).Tile!.Layers.Keys.Order());
        Assert.Equal(["benches", "wards"], (await nodes.Http.TileAsync($"/ogc/tiles/{World}?collections=wards,benches")).Tile!.Layers.Keys.Order());
        Assert.Equal(["wards"], (await nodes.Http.TileAsync($"/cities/alba/ogc/tiles/{World}?collections=wards")).Tile!.Layers.Keys);
        await nodes.Http.RefusedAsync($"/ogc/tiles/{World}?collections=unicorns", "collections");
        await nodes.Http.RefusedAsync($"/ogc/tiles/{World}?collections=moods", "collections");
        await nodes.Http.RefusedAsync($"/ogc/collections/benches/tiles/{World}?collections=benches", "collections");
    }

    [Fact]
    public async Task Cities_can_be_chosen_and_one_city_has_tiles_of_its_own()
    {
        var nodes = await shared.GetAsync();
        IEnumerable<string> Of(params string[] cities) => nodes.Towns.Benches.Where(b => b.Longitude is not null && cities.Contains(b.City)).Select(b => b.Id);

        Assert.Equal(Of("alba", "dura"), (await nodes.Http.TileAsync($"/ogc/collections/benches/tiles/{World}?city=dura,alba")).Ids("benches"));
        Assert.Equal(Of("brena"), (await nodes.Http.TileAsync($"/ogc/tiles/{World}?city=brena&collections=benches")).Ids("benches"));
        Assert.Equal(Of("cala"), (await nodes["cala"].TileAsync($"/cities/cala/ogc/collections/benches/tiles/{World}")).Ids("benches"));
        // A partner's city is the partner's to answer.
        using var elsewhere = await nodes.Http.GetAsync($"/cities/cala/ogc/collections/benches/tiles/{World}");
        Assert.Equal(HttpStatusCode.TemporaryRedirect, elsewhere.StatusCode);
        Assert.Equal(Of("cala"), (await nodes["cala"].TileAsync(elsewhere.Headers.Location!.AbsoluteUri)).Ids("benches"));
        await nodes.Http.RefusedAsync($"/ogc/tiles/{World}?city=atlantis", "city");
        await nodes["cala"].RefusedAsync($"/cities/cala/ogc/tiles/{World}?city=cala", "city");
    }

    [Fact]
    public async Task Time_limits_the_features_of_all_cities()
    {
        var nodes = await shared.GetAsync();
        var day = new DateTimeOffset(2024, 1, 10, 0, 0, 0, TimeSpan.Zero);

        var reply = await nodes.Http.TileAsync($"/ogc/collections/benches/tiles/{World}?datetime=2024-01-10T00:00:00Z/..");

        Assert.Equal(nodes.Towns.Benches.Where(b => b.Longitude is not null && (b.SeenAt is null || b.SeenAt >= day)).Select(b => b.Id), reply.Ids("benches"));
        await nodes.Http.RefusedAsync($"/ogc/collections/benches/tiles/{World}?datetime=soon", "datetime");
        await nodes.Http.RefusedAsync($"/ogc/collections/benches/tiles/{World}?strict=maybe", "strict");
    }

    [Theory]
    [InlineData("NoSuchSet/0/0/0", 404)]
    [InlineData("WebMercatorQuad/25/0/0", 404)]
    [InlineData("WebMercatorQuad/3/2147483647/2147483647", 404)]
    [InlineData("WebMercatorQuad/3/8/0", 404)]
    [InlineData("WebMercatorQuad/3/one/0", 400)]
    [InlineData("WebMercatorQuad/3/0/", 404)]
    public async Task What_is_no_tile_is_a_problem_document(string path, int status)
    {
        var nodes = await shared.GetAsync();
        foreach (var root in new[] { "/ogc/tiles", "/ogc/collections/benches/tiles", "/cities/alba/ogc/tiles", "/cities/alba/ogc/collections/benches/tiles" })
            await nodes.Http.ProblemAsync($"{root}/{path}", status);
    }

    [Fact]
    public async Task A_collection_without_geometry_or_holder_has_no_tiles()
    {
        var nodes = await shared.GetAsync();
        foreach (var path in new[] { "moods/tiles", "moods/tiles/WebMercatorQuad", $"moods/tiles/{World}", $"unicorns/tiles/{World}" })
            await nodes.Http.ProblemAsync($"/ogc/collections/{path}", 404);
        await nodes["brena"].ProblemAsync($"/cities/brena/ogc/collections/wards/tiles/{World}", 404);
    }

    [Fact]
    public async Task Within_the_limits_nothing_is_no_content()
    {
        var nodes = await shared.GetAsync();
        var matrix = TileMatrixSet.All[0].Matrices[15];
        var benches = nodes.Towns.Benches.Where(b => b.Longitude is not null)
            .Select(b => TileMatrixSet.All[0].Projection.Project(b.Longitude!.Value, b.Latitude!.Value)).ToList();
        const int row = 10_800;
        var col = Enumerable.Range(17_300, 100).First(c => benches.All(b => Math.Abs(b.X - matrix.Tile(row, c).MinX) > 3 * matrix.Span));

        var reply = await nodes.Http.TileAsync($"/ogc/collections/benches/tiles/WebMercatorQuad/15/{row}/{col}");

        Assert.Equal(HttpStatusCode.NoContent, reply.Status);
        Assert.Empty(reply.Bytes);
    }

    [Fact]
    public async Task Every_gateway_gives_the_same_tile_the_same_tag_only_if_it_is_the_same()
    {
        var nodes = await shared.GetAsync();
        var address = $"/ogc/collections/benches/tiles/{World}";
        var first = await nodes.Http.TileAsync(address);

        Assert.Equal(first.Bytes, (await nodes.Http.TileAsync(address)).Bytes);
        var known = await nodes.Http.TileAsync(address, first.Tag);
        Assert.Equal((HttpStatusCode.NotModified, first.Tag, 0), (known.Status, known.Tag, known.Bytes.Length));
        Assert.Equal(HttpStatusCode.OK, (await nodes.Http.TileAsync(address + "?city=alba", first.Tag)).Status);
    }

    [Fact]
    public async Task A_tile_is_compressed_for_those_who_ask_for_it_alone()
    {
        var nodes = await shared.GetAsync();
        var address = $"/ogc/collections/benches/tiles/{World}";
        var plain = await nodes.Http.TileAsync(address);
        var zipped = await nodes.Http.TileAsync(address, encoding: "gzip");

        Assert.Empty(plain.Headers.ContentEncoding);
        Assert.Equal(["gzip"], zipped.Headers.ContentEncoding);
        using var content = new GZipStream(new MemoryStream(zipped.Bytes), CompressionMode.Decompress);
        using var unzipped = new MemoryStream();
        await content.CopyToAsync(unzipped, TestContext.Current.CancellationToken);
        Assert.Equal(plain.Bytes, unzipped.ToArray());
        Assert.True(zipped.Bytes.Length < plain.Bytes.Length);
    }

    [Fact]
    public async Task Ogrinfo_reads_a_merged_tile()
    {
        var nodes = await shared.GetAsync();
        var program = Prerequisite.Program("ogrinfo");
        var file = Path.Combine(Directory.CreateTempSubdirectory("hub-tile-").FullName, "0.pbf");
        await File.WriteAllBytesAsync(file, (await nodes.Http.TileAsync($"/ogc/tiles/{World}")).Bytes, TestContext.Current.CancellationToken);

        var report = await Shell.RunAsync(program, ["-al", "-so", "-oo", "X=0", "-oo", "Y=0", "-oo", "Z=0", $"MVT:{file}"]);

        Assert.Contains($"Feature Count: {nodes.Towns.Benches.Count(b => b.Longitude is not null)}", report, StringComparison.Ordinal);
        foreach (var layer in new[] { "benches", "passers", "wards" })
            Assert.Contains($"Layer name: {layer}", report, StringComparison.Ordinal);
        Assert.Contains("isCovered: Integer(Boolean)", report, StringComparison.Ordinal);
    }
}
