using System.Globalization;
using System.Net;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Tiles;

/// <summary>Questions for the tiles of one collection of one city, over HTTP.</summary>
public sealed class TileQuestions(TrialNode trial, string city, string collection)
{
    public string Root => $"/cities/{city}/ogc/collections/{collection}/tiles";

    /// <summary>The tile in which a position lies.</summary>
    public static (int Row, int Col) At(TileMatrixSet set, string matrix, double longitude, double latitude)
    {
        var m = set.Matrices.Single(x => x.Id == matrix);
        var (x, y) = set.Projection.Project(longitude, latitude);
        return ((int)((m.OriginY - y) / m.Span), (int)((x - m.OriginX) / m.Span));
    }

    /// <summary>The tile over a position; null when it is empty.</summary>
    public Task<DecodedTile?> OverAsync(TileMatrixSet set, string matrix, double longitude, double latitude, string query = "")
    {
        var (row, col) = At(set, matrix, longitude, latitude);
        return ReadAsync(string.Create(CultureInfo.InvariantCulture, $"{Root}/{set.Id}/{matrix}/{row}/{col}{query}"));
    }

    /// <summary>The tile at an address; null when it is empty.</summary>
    public async Task<DecodedTile?> ReadAsync(string address) => await BytesAsync(address) is { } bytes ? DecodedTile.Read(bytes) : null;

    /// <summary>The bytes at an address; null when it is 204.</summary>
    public async Task<byte[]?> BytesAsync(string address)
    {
        using var answer = await trial.Service.Http.GetAsync(address);
        if (answer.StatusCode == HttpStatusCode.NoContent)
            return null;
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(bytes)}");
        Assert.Equal("application/vnd.mapbox-vector-tile", answer.Content.Headers.ContentType?.MediaType);
        return bytes;
    }
}
