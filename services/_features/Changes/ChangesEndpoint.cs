using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Changes;

/// <summary>
/// <c>GET /cities/{city}/ogc/collections/{collection}/changes</c>: what changed since a token, one entry a row, at the place
/// of its last change; without a token every row, so that a mirror begins and goes on in the same way
/// (infra/decisions/0008). Streamed.
/// </summary>
internal sealed class ChangesEndpoint(ServiceDatabase database, Served served, HubSettings settings, CursorCodec codec)
{
    /// <summary>Answers one page.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var (city, collection) = served.Find(context);
        CollectionWords.RequireChanges(collection);
        var question = ChangesQuestion.Read(context.Request.Query);
        var since = question.Since switch
        {
            null => ChangeToken.Beginning,
            ChangesQuestion.Now => null,
            var token => ChangeToken.Decode(token, codec, city, collection),
        };
        await new Page(context, city, collection, since, question.Limit).WriteAsync(database, token => token.Encode(codec, city, collection), settings.Node);
    }

    /// <summary>One page on its way from the database to the client.</summary>
    /// <param name="since">Where it begins; null stands for the present, and a page without changes.</param>
    private sealed class Page(HttpContext context, string city, CollectionDescriptor collection, ChangeToken? since, int limit)
    {
        private readonly long _began = Stopwatch.GetTimestamp();
        private readonly CancellationToken _cancel = context.RequestAborted;
        private int _returned;
        private bool _more;

        public async Task WriteAsync(ServiceDatabase database, Func<ChangeToken, string> encode, NodeFile node)
        {
            await using var connection = await database.Source.OpenConnectionAsync(_cancel);
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { FeedState.Question(city, collection) } };
            if (since is not null)
                batch.BatchCommands.Add(ChangeSql.Page(city, collection, since, limit));
            await using var reader = await batch.ExecuteReaderAsync(_cancel);
            var state = await FeedState.ReadAsync(reader, city, collection, _cancel);
            var token = Begin(state);

            context.Response.ContentType = "application/json";
            context.Response.Headers[FederationJson.Header] = $"{city};state={CityStates.Answered}";
            using var response = new ResponseJson(context.Response);
            response.Writer.WriteStartObject();
            response.Writer.WriteStartArray("changes"u8);
            if (await reader.NextResultAsync(_cancel))
                token = await WriteRowsAsync(reader, response, token);
            response.Writer.WriteEndArray();
            WriteTail(response.Writer, state, encode(token), node);
            await response.CompleteAsync(_cancel);
        }

        /// <summary>Where the page begins, in numbers of the present epoch.</summary>
        private ChangeToken Begin(FeedState state)
        {
            if (since is null)
                return new ChangeToken(state.Epoch, state.Horizon, 0);
            if (since == ChangeToken.Beginning)
                return since with { Epoch = state.Epoch, CopyOf = state.Horizon };
            state.Check(since);
            return since;
        }

        private async Task<ChangeToken> WriteRowsAsync(NpgsqlDataReader reader, ResponseJson response, ChangeToken token)
        {
            var changes = new ChangeWriter(collection, city, since!);
            while (await reader.ReadAsync(_cancel))
            {
                if (_returned == limit)
                {
                    _more = true;
                    break;
                }

                changes.Write(response.Writer, reader);
                _returned++;
                var (xid, sequence) = changes.Place(reader);
                token = token.Behind(xid, sequence);
                await response.SendIfFullAsync(_cancel);
            }

            return token;
        }

        private void WriteTail(Utf8JsonWriter json, FeedState state, string token, NodeFile node)
        {
            var self = SelfAddress.Of(context.Request, node);
            var answer = new CityAnswer(city, CityStates.Answered, null, _returned, Stopwatch.GetElapsedTime(_began).TotalMilliseconds, state.ChangedAt);
            ChangesTail.Write(json, self, token, _more, _returned, FederationAnswer.Of([answer]));
        }
    }
}
