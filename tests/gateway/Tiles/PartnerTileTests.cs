using System.Net;
using System.Text;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Tiles;

/// <summary>A partner's tiles are asked for each time, judged, and missed by name.</summary>
public sealed class PartnerTileTests(PartnerTileTests.Node shared) : IClassFixture<PartnerTileTests.Node>
{
    private const string Tile = "/ogc/collections/benches/tiles/WebMercatorQuad/0/0/0";
    private const string MediaType = "application/vnd.mapbox-vector-tile";

    public sealed class Node() : Once<NodeWithStandIn>(NodeWithStandIn.StartAsync);

    /// <summary>Ways to answer a question for a tile wrongly.</summary>
    public static TheoryData<string, Reply> Faults => new()
    {
        { "knows no tiles", new Reply("""{"status":404,"detail":"There is nothing."}""", 404, "application/problem+json") },
        { "not modified, though nothing was there", new Reply("", 304) },
        { "rubbish", new Reply("\u0001\u0002 no tile", Type: MediaType) },
        { "HTML", new Reply("<html></html>", Type: "text/html") },
        { "a message that goes on beyond its end", new Reply("\u001a\u00ff\u0001\u0078", Type: MediaType) },
        { "an endless number", new Reply(new string('\u00ff', 30), Type: MediaType) },
        { "a layer without a name", new Reply("\u001a\u0002\u0078\u0002", Type: MediaType) },
        { "a layer of something else", new Reply(Layer("trees", ""), Type: MediaType) },
        { "an old version", new Reply("\u001a\u000b\u0078\u0001\u000a\u0007benches", Type: MediaType) },
        { "another grid", new Reply("\u001a\u000e\u0078\u0002\u000a\u0007benches\u0028\u0080\u0004", Type: MediaType) },
        { "a property that no list has", new Reply(Layer("benches", "\u0012\u0004\u0012\u0002\u0000\u0000"), Type: MediaType) },
        { "half a pair of properties", new Reply(Layer("benches", "\u0012\u0003\u0012\u0001\u0000"), Type: MediaType) },
        { "503", new Reply("", 503) },
        { "half a tile", new Reply(Layer("benches", ""), Type: MediaType, Bytes: 5) },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_partner_that_answers_wrongly_is_named_and_the_other_layers_come(string what, Reply reply)
    {
        var node = await shared.GetAsync();
        node.Partner.Misbehaves = path => path.Contains("/tiles/", StringComparison.Ordinal) ? reply : null;

        var tile = await node.Http.TileAsync(Tile);

        Assert.Equal(node.Towns.Benches.Where(b => b is { City: "alba", Longitude: not null }).Select(b => b.Id), tile.Ids("benches"));
        Assert.True(tile.Cities!.Contains("erla;state=failed", StringComparison.Ordinal), $"{what}: {tile.Cities}");
        Assert.Equal("no-store", tile.CacheControl);
        var problem = await node.Http.ProblemAsync(Tile + "?strict=true", 503);
        Assert.Equal("failed", problem.GetProperty("federation").States()[StandIn.City]);
        await node.Http.ProblemAsync(Tile + "?city=erla", 503);
        Assert.True(node.IsRunning);
    }

    [Fact]
    public async Task Where_only_the_missing_partner_could_have_something_the_answer_is_nothing_and_names_it()
    {
        var node = await shared.GetAsync();
        node.Partner.Misbehaves = path => path.Contains("/tiles/", StringComparison.Ordinal) ? new Reply("", 503) : null;
        const string ocean = "/ogc/collections/benches/tiles/WebMercatorQuad/12/100/100";

        await Eventually.TrueAsync(async () => (await node.Http.TileAsync(ocean)).Cities == "erla;state=failed", "the gateway knows that alba does not go that far");
        var tile = await node.Http.TileAsync(ocean);

        Assert.Equal((HttpStatusCode.NoContent, "erla;state=failed", "no-store"), (tile.Status, tile.Cities, tile.CacheControl));
        await node.Http.ProblemAsync(ocean + "?strict=true", 503);
    }

    [Fact]
    public async Task A_tile_that_the_partner_says_is_the_same_still_is_and_one_that_it_changed_is_new()
    {
        var node = await shared.GetAsync();
        node.Partner.Misbehaves = path => path.Contains("/tiles/", StringComparison.Ordinal) ? new Reply("", 204) : null;
        var alone = await node.Http.TileAsync(Tile);
        Assert.Contains("erla;state=answered", alone.Cities, StringComparison.Ordinal);
        var twin = Encoding.Latin1.GetString(alone.Bytes);

        Reply answer = new(twin, Type: MediaType, Header: "ETag: \"one\"\r\n");
        node.Partner.Misbehaves = path => path.Contains("/tiles/", StringComparison.Ordinal) ? answer : null;
        var both = await node.Http.TileAsync(Tile);
        answer = new Reply("", 304);
        var same = await node.Http.TileAsync(Tile);
        answer = new Reply("", 204);
        var gone = await node.Http.TileAsync(Tile);

        Assert.Equal(2 * alone.Tile!.Features.Count, both.Tile!.Features.Count);
        Assert.Equal(alone.Tile.Features.Select(f => f.Id).Concat(alone.Tile.Features.Select(f => f.Id)).Order(), both.Ids("benches").Order());
        Assert.Equal(both.Bytes, same.Bytes);
        Assert.Equal(alone.Bytes, gone.Bytes);
        Assert.Equal((HttpStatusCode.NotModified, alone.Tag), ((await node.Http.TileAsync(Tile, alone.Tag)).Status, gone.Tag));
    }

    /// <summary>A layer of version 2 with these fields behind its name.</summary>
    private static string Layer(string name, string fields)
    {
        var layer = $"\u0078\u0002\u000a{(char)name.Length}{name}{fields}";
        return $"\u001a{(char)layer.Length}{layer}";
    }
}
