using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Querying;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features;

/// <summary>
/// <c>GET /cities/{city}/ogc/collections/{collection}/items</c> (OGC API Features Part 1, clause 7.15), streamed from
/// PostgreSQL to the socket.
/// </summary>
internal sealed class ItemsEndpoint(ServiceDatabase database, Served served, HubSettings settings, CursorCodec cursors)
{
    /// <summary>Answers one page.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var (city, collection) = served.Find(context);
        var question = QuestionReader.Read(context.Request.Query, collection, "after");
        var scope = $"{city}|{question.Canonical}";
        var after = question.Cursor is { } cursor ? cursors.Decode<PagePosition>(cursor, scope) : Behind(context, city, collection);
        var page = new Page(context, city, question, after, Stopwatch.GetTimestamp());
        await page.WriteAsync(database, position => cursors.Encode(position, scope), settings.Node);
    }

    /// <summary>Where the parameter <c>after</c> lets the first page begin; the cursors of the next ones know better.</summary>
    private static PagePosition? Behind(HttpContext context, string city, CollectionDescriptor collection) =>
        context.Request.Query.TryGetValue("after", out var id) ? PagePosition.Behind(id.ToString(), city, collection) : null;

    /// <summary>One page on its way from the database to the client.</summary>
    private sealed class Page(HttpContext context, string city, ItemsQuestion question, PagePosition? after, long began)
    {
        private readonly CancellationToken _cancel = context.RequestAborted;
        private readonly FeatureWriter _features = new(question.Collection, city);
        private long _total;
        private DateTimeOffset? _changedAt;
        private int _returned;
        private string[]? _lastKey;
        private bool _more;

        public async Task WriteAsync(ServiceDatabase database, Func<PagePosition, string> encode, NodeFile node)
        {
            await using var connection = await database.Source.OpenConnectionAsync(_cancel);
            using var response = new ResponseJson(context.Response);
            await WriteFeaturesAsync(connection, response);
            var matched = await MatchedAsync(connection);
            var next = _more ? encode(new PagePosition(_lastKey!, question.Filtered ? matched : null)) : null;
            WriteTail(response.Writer, matched, next, node);
            await response.CompleteAsync(_cancel);
        }

        private async Task WriteFeaturesAsync(NpgsqlConnection connection, ResponseJson response)
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(FeatureSql.State(city, question.Collection));
            if (question.Limit > 0)
                batch.BatchCommands.Add(FeatureSql.Page(city, question, after));
            await using var reader = await batch.ExecuteReaderAsync(_cancel);
            await ReadStateAsync(reader);

            context.Response.ContentType = "application/geo+json";
            context.Response.Headers[FederationJson.Header] = $"{city};state={CityStates.Answered}";
            response.Writer.WriteStartObject();
            response.Writer.WriteString("type"u8, "FeatureCollection"u8);
            response.Writer.WriteStartArray("features"u8);
            if (await reader.NextResultAsync(_cancel))
                await WriteRowsAsync(reader, response);
            response.Writer.WriteEndArray();
        }

        private async Task ReadStateAsync(NpgsqlDataReader reader)
        {
            if (!await reader.ReadAsync(_cancel))
                throw Served.NoDataset(city, question.Collection);
            _total = reader.GetInt64(0);
            _changedAt = reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1);
        }

        private async Task WriteRowsAsync(NpgsqlDataReader reader, ResponseJson response)
        {
            while (await reader.ReadAsync(_cancel))
            {
                if (_returned == question.Limit)
                {
                    _more = true;
                    return;
                }

                _features.Write(response.Writer, reader);
                _returned++;
                if (_returned == question.Limit)
                    _lastKey = _features.Key(reader);
                await response.SendIfFullAsync(_cancel);
            }
        }

        /// <summary>A filtered question is counted once, with its first page; the cursor carries the count on.</summary>
        private async Task<long> MatchedAsync(NpgsqlConnection connection)
        {
            if (!question.Filtered)
                return _total;
            if (after?.Matched is { } carried)
                return carried;
            if (after is null && !_more && question.Limit > 0)
                return _returned;
            await using var count = FeatureSql.Count(connection, city, question);
            return (long)(await count.ExecuteScalarAsync(_cancel))!;
        }

        private void WriteTail(Utf8JsonWriter json, long matched, string? next, NodeFile node)
        {
            var self = SelfAddress.Of(context.Request, node);
            var path = SelfAddress.Path(self);
            var answer = new CityAnswer(city, CityStates.Answered, matched, _returned, Stopwatch.GetElapsedTime(began).TotalMilliseconds, _changedAt);
            ItemsTail.Write(
                json,
                question.Cursor is null ? self : SelfAddress.At(self, question.Cursor),
                next is null ? null : SelfAddress.At(self, next),
                path[..path.LastIndexOf('/')],
                matched,
                _returned,
                FederationAnswer.Of([answer]));
        }
    }
}
