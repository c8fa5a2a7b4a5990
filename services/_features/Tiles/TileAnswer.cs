using Microsoft.AspNetCore.Http;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Tiles;

/// <summary>How a tile is sent, by services and gateway alike (OGC API Tiles Part 1, clause 7.1.7).</summary>
public static class TileAnswer
{
    /// <summary>404 for a collection whose features have no place.</summary>
    public static ProblemException NoGeometry(CollectionDescriptor collection) =>
        ProblemException.NotFound($"The collection '{collection.Id}' has no tiles, since its features have no geometry.");

    /// <summary>200 with the tile, 204 where nothing is in it, or 304 for a client that has it.</summary>
    /// <param name="complete">False while a city is missing: such a tile must not be kept by anyone.</param>
    public static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> tile, bool complete = true)
    {
        var response = context.Response;
        // Whoever keeps the tile asks each time whether it is still the same: it may change at any moment.
        response.Headers.CacheControl = complete ? "no-cache" : "no-store";
        if (tile.IsEmpty)
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (Conditional.NotModified(context, Conditional.Tag(tile.Span)))
            return;

        response.ContentType = VectorTile.MediaType;
        response.ContentLength = tile.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(tile, context.RequestAborted);
    }
}
