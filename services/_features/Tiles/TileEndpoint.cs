using Microsoft.AspNetCore.Http;
using Npgsql;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Tiles;

/// <summary>
/// <c>GET /cities/{city}/ogc/collections/{collection}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}</c>: one vector
/// tile of one city's collection, made by PostGIS. Its one layer is called as the collection.
/// </summary>
internal sealed class TileEndpoint(ServiceDatabase database, Datasets datasets, Served served)
{
    /// <summary>Answers the tile; 204 where nothing is in it.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var (city, collection) = served.Find(context);
        QueryParameters.Check(context.Request.Query, QuestionReader.TimeParameter);
        if (collection.Geometry is null)
            throw TileAnswer.NoGeometry(collection);
        var question = new TileQuestion(city, collection, TileAddress.Read(context), QuestionReader.Time(context.Request.Query));
        await CheckLimitsAsync(question, context.RequestAborted);
        var tile = await MakeAsync(question, context.RequestAborted);
        context.Response.Headers[FederationJson.Header] = $"{city};state={CityStates.Answered}";
        await TileAnswer.WriteAsync(context, tile);
    }

    private async Task CheckLimitsAsync(TileQuestion question, CancellationToken cancel)
    {
        if (await datasets.ReadAsync(question.City, question.Collection.Id, cancel) is not [var dataset])
            throw Served.NoDataset(question.City, question.Collection);
        if (dataset.BoundingBox is { } box && !question.Tile.Touches(box))
            throw question.Tile.Outside($"'{question.Collection.Id}' of '{question.City}'");
    }

    private async Task<byte[]> MakeAsync(TileQuestion question, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        if (!await IsCrowdedAsync(connection, question, cancel)
            && await MakeAsync(connection, question, TileDetail.Whole, cancel) is { Length: < TileDetail.LargestTile } whole)
            return whole;
        return await MakeAsync(connection, question, TileDetail.Thinned, cancel) is { Length: < TileDetail.LargestTile } thinned
            ? thinned
            : await MakeAsync(connection, question, TileDetail.Coarse, cancel);
    }

    private static async Task<bool> IsCrowdedAsync(NpgsqlConnection connection, TileQuestion question, CancellationToken cancel)
    {
        await using var command = TileSql.IsCrowded(connection, question);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<byte[]> MakeAsync(NpgsqlConnection connection, TileQuestion question, TileDetail detail, CancellationToken cancel)
    {
        await using var command = TileSql.Tile(connection, question, detail);
        return (byte[])(await command.ExecuteScalarAsync(cancel))!;
    }
}
