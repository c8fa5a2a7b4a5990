using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Tiles;

/// <summary>One node that holds alba, whose benches a test changes as a steward would: in the file, then an import.</summary>
public sealed class TileTown : IAsyncDisposable
{
    private readonly Towns _towns;

    private TileTown(Towns towns, TestNode node) => (_towns, Node) = (towns, node);

    public TestNode Node { get; }

    public HttpClient Http => Node.Http;

    private string File => Path.Combine(_towns.Folder, "alba-benches.csv");

    public static async Task<TileTown> StartAsync(TestServers? servers = null)
    {
        var towns = new Towns();
        var options = new TestNodeOptions { Root = towns.Folder, Data = towns.Folder, Servers = servers ?? TestServers.Shared };
        var town = new TileTown(towns, await TestNode.StartAsync(["alba"], ThreeNodes.Programs, options));
        await Eventually.TrueAsync(
            async () => (await town.Http.JsonAsync("/ogc/collections")).GetProperty("collections").EnumerateArray().Count(c => c.GetProperty("itemType").GetString() == "feature") == 3, "the gateway knows what alba holds", TimeSpan.FromSeconds(60));
        return town;
    }

    /// <summary>Replaces the benches by these, called by their ids.</summary>
    public async Task ImportAsync(params (string Id, string Name, double Longitude, double Latitude)[] benches)
    {
        var lines = benches.Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Id},{b.Name},,,,,,,,{b.Longitude},{b.Latitude}\n"));
        await System.IO.File.WriteAllTextAsync(File, "id,name,kind,seats,height,covered,built,seen,tags,lon,lat\n" + string.Concat(lines));
        using var answer = await Node[HubProgram.Social].Http.PostAsJsonAsync("/cities/alba/imports", new { source = "benches", force = true });
        var id = (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("id").GetInt64();
        using var released = await Node[HubProgram.Social].Http.PostAsync($"/cities/alba/imports/{id}/release", null);
    }

    /// <summary>Replaces the benches, and waits until the gateway has heard of it: from then on it keeps tiles of them.</summary>
    public async Task ImportHeardAsync(params (string Id, string Name, double Longitude, double Latitude)[] benches)
    {
        var before = await LastChangedAsync();
        await ImportAsync(benches);
        await Eventually.TrueAsync(async () => await LastChangedAsync() != before, "the gateway has heard of the import");
    }

    /// <summary>The tile of benches over a position.</summary>
    public Task<TileReply> OverAsync(double longitude, double latitude, int matrix = 12) => Http.TileAsync(Address(longitude, latitude, matrix));

    public static string Address(double longitude, double latitude, int matrix = 12)
    {
        var m = TileMatrixSet.All[0].Matrices[matrix];
        var (x, y) = TileMatrixSet.All[0].Projection.Project(longitude, latitude);
        return $"/ogc/collections/benches/tiles/WebMercatorQuad/{m.Id}/{(int)((m.OriginY - y) / m.Span)}/{(int)((x - m.OriginX) / m.Span)}";
    }

    /// <summary>Waits until the tile over a position shows these benches under these names, and says how long that took.</summary>
    public async Task<TimeSpan> ShowsAsync(double longitude, double latitude, string wanted, TimeSpan within)
    {
        var watch = Stopwatch.StartNew();
        // A place may be new to the tileset, whose limits follow what the city says that it holds.
        await Eventually.TrueAsync(async () => !await IsOutsideAsync(longitude, latitude) && Names(await OverAsync(longitude, latitude)) == wanted, $"the tile over {longitude} {latitude} shows '{wanted}'", within);
        return watch.Elapsed;
    }

    /// <summary>Whether the tile over a position lies outside the limits of the tileset.</summary>
    public async Task<bool> IsOutsideAsync(double longitude, double latitude) => await StatusAsync(longitude, latitude) == HttpStatusCode.NotFound;

    /// <summary>Whether the town is missing in the tile over a position.</summary>
    public async Task<bool> IsAwayAsync(double longitude, double latitude) => await StatusAsync(longitude, latitude) == HttpStatusCode.ServiceUnavailable;

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        _towns.Dispose();
    }

    private async Task<HttpStatusCode> StatusAsync(double longitude, double latitude)
    {
        using var answer = await Http.GetAsync(Address(longitude, latitude));
        return answer.StatusCode;
    }

    private async Task<string?> LastChangedAsync() => (await Http.JsonAsync("/datasets")).GetProperty("datasets").EnumerateArray()
        .Where(d => d.GetProperty("collection").GetString() == "benches" && d.TryGetProperty("lastChanged", out _))
        .Select(d => d.GetProperty("lastChanged").ToString()).SingleOrDefault();

    private static string Names(TileReply reply) =>
        reply.Tile is null ? "" : string.Join(' ', reply.Tile.Features.Select(f => (string)f.Properties["name"]).Order(StringComparer.Ordinal));
}
