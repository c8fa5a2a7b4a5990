using System.Data;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Changes;

/// <summary>
/// <c>GET …/changes/checksum</c>: number and hash of all rows, and the token of the same moment, so that a mirror can prove
/// that it has missed nothing. The hash is that of <see cref="VersionHash"/>.
/// </summary>
internal sealed class ChecksumEndpoint(ServiceDatabase database, Served served, CursorCodec codec)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Answers <c>{ token, count, hash }</c>.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var (city, collection) = served.Find(context);
        CollectionWords.RequireChanges(collection);
        QueryParameters.Check(context.Request.Query);
        var cancel = context.RequestAborted;
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        var (snapshot, state) = await SettleAsync(connection, city, collection, cancel);
        await using (snapshot)
            await WriteAsync(context, connection, city, collection, new ChangeToken(state.Epoch, state.Horizon, 0));
    }

    /// <summary>
    /// A snapshot that shows just what the feed has handed out to somebody who read it to its end. A row that was
    /// committed while an older transaction still runs is seen but not handed out, and what it was before is gone: then
    /// there is nothing to compare until that transaction has ended.
    /// </summary>
    private static async Task<(NpgsqlTransaction Snapshot, FeedState State)> SettleAsync(
        NpgsqlConnection connection, string city, CollectionDescriptor collection, CancellationToken cancel)
    {
        var end = DateTime.UtcNow + _patience;
        while (true)
        {
            var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
            try
            {
                if (await SettledAsync(connection, city, collection, cancel) is { } state)
                    return (snapshot, state);
            }
            catch
            {
                await snapshot.DisposeAsync();
                throw;
            }

            await snapshot.DisposeAsync();
            if (DateTime.UtcNow > end)
                throw new ProblemException(StatusCodes.Status409Conflict, "Not settled", "Changes were committed while an older transaction of the database server still runs, so the feed holds them back; ask again when it has ended.");
            await Task.Delay(_pause, cancel);
        }
    }

    private static async Task<FeedState?> SettledAsync(NpgsqlConnection connection, string city, CollectionDescriptor collection, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { FeedState.Question(city, collection), ChangeSql.Unsettled(city, collection) } };
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var state = await FeedState.ReadAsync(reader, city, collection, cancel);
        await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        return reader.GetBoolean(0) ? null : state;
    }

    /// <summary>The token goes out before the rows are read: whoever waits sees that the answer has begun.</summary>
    private async Task WriteAsync(HttpContext context, NpgsqlConnection connection, string city, CollectionDescriptor collection, ChangeToken token)
    {
        context.Response.ContentType = "application/json";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        using var response = new ResponseJson(context.Response);
        response.Writer.WriteStartObject();
        response.Writer.WriteString("token"u8, token.Encode(codec, city, collection));
        await response.SendAsync(context.RequestAborted);
        using var hash = new VersionHash(city);
        await using (var command = ChangeSql.Versions(connection, city, collection))
        await using (var reader = await command.ExecuteReaderAsync(context.RequestAborted))
        {
            while (await reader.ReadAsync(context.RequestAborted))
                hash.Add(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
        }

        response.Writer.WriteNumber("count"u8, hash.Count);
        response.Writer.WriteString("hash"u8, hash.Complete());
        response.Writer.WriteEndObject();
        await response.CompleteAsync(context.RequestAborted);
    }
}
