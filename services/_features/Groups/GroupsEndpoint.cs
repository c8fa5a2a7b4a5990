using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Filtering;
using UrbanDataHub.Features.Querying;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Groups;

/// <summary>
/// <c>POST /cities/{city}/ogc/collections/{collection}/groups</c>: rows of several groups in one answer, for the gateways of
/// this node and its partners (infra/decisions/0011). One batch of statements, whose text is the same for every group.
/// </summary>
internal sealed class GroupsEndpoint(ServiceDatabase database, Served served)
{
    /// <summary>Answers the groups in the order asked.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var began = Stopwatch.GetTimestamp();
        var (city, collection) = served.Find(context);
        var question = await GroupsQuestion.ReadAsync(context, collection);
        await using var connection = await database.Source.OpenConnectionAsync(context.RequestAborted);
        using var response = new ResponseJson(context.Response);
        try
        {
            await AnswerAsync(context, connection, response, city, question, began);
        }
        catch (PostgresException e) when (Filter.IsAtFault(e.SqlState))
        {
            throw Filter.NotComputable(e.MessageText);
        }

        await response.CompleteAsync(context.RequestAborted);
    }

    private static async Task AnswerAsync(HttpContext context, NpgsqlConnection connection, ResponseJson response, string city, GroupsQuestion question, long began)
    {
        var cancel = context.RequestAborted;
        var asked = question.Groups.Select(group => new AskedGroup(city, question, group)).ToList();
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { FeatureSql.State(city, question.Items.Collection) } };
        foreach (var command in asked.SelectMany(group => group.Commands))
            batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var state = await DatasetState.ReadAsync(reader, cancel) ?? throw Served.NoDataset(city, question.Items.Collection);
        context.Response.ContentType = "application/json";
        response.Writer.WriteStartObject();
        response.Writer.WriteStartArray("groups"u8);
        var returned = 0;
        foreach (var group in asked)
            returned += await group.WriteAsync(reader, response, cancel);
        response.Writer.WriteEndArray();
        DateTimeOffset? changedAt = state.ChangedAt is { } changed ? new DateTimeOffset(changed) : null;
        FederationJson.Write(response.Writer, FederationAnswer.Of(
            [new CityAnswer(city, CityStates.Answered, null, returned, Stopwatch.GetElapsedTime(began).TotalMilliseconds, changedAt)]));
        response.Writer.WriteEndObject();
    }
}
