using Microsoft.AspNetCore.Http;
using Npgsql;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Querying;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features;

/// <summary><c>GET …/items/{id}</c>: one feature by its id (OGC API Features Part 1, clause 7.16).</summary>
internal sealed class ItemEndpoint(ServiceDatabase database, Served served, HubSettings settings)
{
    /// <summary>Answers the feature, or 404.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var (city, collection) = served.Find(context);
        QueryParameters.Check(context.Request.Query);
        var id = (string)context.Request.RouteValues["id"]!;
        var missing = ProblemException.NotFound($"There is no feature '{id}' in '{collection.Id}' of '{city}'.");
        if (!id.StartsWith(city + ":", StringComparison.Ordinal)
            || FeatureSql.One(city, collection, id[(city.Length + 1)..]) is not { } one)
            throw missing;

        await using var connection = await database.Source.OpenConnectionAsync(context.RequestAborted);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { one } };
        await using var reader = await batch.ExecuteReaderAsync(context.RequestAborted);
        if (!await reader.ReadAsync(context.RequestAborted))
            throw missing;
        await WriteAsync(context, new FeatureWriter(collection, city), reader);
    }

    private async Task WriteAsync(HttpContext context, FeatureWriter features, NpgsqlDataReader reader)
    {
        var self = SelfAddress.Of(context.Request, settings.Node);
        context.Response.ContentType = "application/geo+json";
        using var response = new ResponseJson(context.Response);
        features.Write(response.Writer, reader, tail =>
        {
            tail.WriteStartArray("links"u8);
            ItemsTail.Link(tail, "self", "application/geo+json", "This feature", self);
            ItemsTail.Link(tail, "collection", "application/json", "The collection", self[..self.LastIndexOf("/items/", StringComparison.Ordinal)]);
            tail.WriteEndArray();
        });
        await response.CompleteAsync(context.RequestAborted);
    }
}
