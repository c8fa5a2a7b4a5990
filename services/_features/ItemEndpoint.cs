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
        var question = QuestionReader.ReadOne(context.Request.Query, collection);
        var id = (string)context.Request.RouteValues["id"]!;
        var missing = ProblemException.NotFound($"There is no feature '{id}' in '{collection.Id}' of '{city}'.");
        if (!id.StartsWith(city + ":", StringComparison.Ordinal)
            || FeatureSql.One(city, question, id[(city.Length + 1)..]) is not { } one)
            throw missing;

        await using var connection = await database.Source.OpenConnectionAsync(context.RequestAborted);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { FeatureSql.State(city, collection), one } };
        await using var reader = await batch.ExecuteReaderAsync(context.RequestAborted);
        var state = await DatasetState.ReadAsync(reader, context.RequestAborted) ?? throw missing;
        question.Crs.Require(state.Box, collection.Id);
        await reader.NextResultAsync(context.RequestAborted);
        if (!await reader.ReadAsync(context.RequestAborted))
            throw missing;
        await WriteAsync(context, question, city, reader);
    }

    private async Task WriteAsync(HttpContext context, ItemsQuestion question, string city, NpgsqlDataReader reader)
    {
        var self = SelfAddress.Of(context.Request, settings.Node);
        var features = new FeatureWriter(question, city);
        using var response = new ResponseJson(context.Response);
        features.Write(response.Writer, reader, tail =>
        {
            var path = SelfAddress.Path(self);
            tail.WriteStartArray("links"u8);
            ItemsTail.Link(tail, "self", "application/geo+json", "This feature", self);
            ItemsTail.Link(tail, "alternate", "text/html", "This feature as a page", SelfAddress.With(self, "f", "html"));
            ItemsTail.Link(tail, "collection", "application/json", "The collection", path[..path.LastIndexOf("/items/", StringComparison.Ordinal)]);
            tail.WriteEndArray();
        });
        context.Response.ContentType = "application/geo+json";
        context.Response.Headers[CoordinateSystem.HeaderName] = question.Crs.Header;
        if (!Conditional.NotModified(context, response.Tag()))
            await response.CompleteAsync(context.RequestAborted);
    }
}
