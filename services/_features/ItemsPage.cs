using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Filtering;
using UrbanDataHub.Features.Querying;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features;

/// <summary>One page on its way from the database to the client.</summary>
internal sealed class ItemsPage(HttpContext context, string city, ItemsQuestion question, PagePosition? after)
{
    private readonly CancellationToken _cancel = context.RequestAborted;
    private readonly FeatureWriter _features = new(question, city);
    private readonly RowKeys _keys = new();
    private DatasetState _state = null!;
    private int _returned;
    private PagePosition? _last;
    private bool _more;

    /// <summary>Whether the answer tells where each row stands in the order, so that pages of several cities can be merged.</summary>
    public bool Keys { get; init; }

    /// <summary>Address as asked, without cursor.</summary>
    public required string Self { get; init; }

    /// <summary>Makes a cursor of a position.</summary>
    public required Func<PagePosition, string> Encode { get; init; }

    /// <summary>When the question came in.</summary>
    public required long Began { get; init; }

    private string Address => question.Cursor is null ? Self : SelfAddress.At(Self, question.Cursor);

    /// <summary>Answers the page, or that it has not changed since the client saw it.</summary>
    public async Task WriteAsync(ServiceDatabase database)
    {
        await using var connection = await database.Source.OpenConnectionAsync(_cancel);
        // Someone who has a page already most likely has this one: then only the state is read.
        if (context.Request.Headers.IfNoneMatch.Count > 0 && await UnchangedAsync(connection))
            return;
        using var response = new ResponseJson(context.Response);
        var matched = await AskAsync(connection, response);
        var next = _more ? Encode(_last! with { Matched = question.Filtered ? matched : null, Uncounted = question.Filtered && matched is null }) : null;
        if (Keys)
            _keys.Write(response.Writer);
        WriteTail(response.Writer, matched, next);
        await response.CompleteAsync(_cancel);
    }

    /// <summary>A filter may ask for what cannot be calculated of some row; that is the question's fault and not the service's.</summary>
    private async Task<long?> AskAsync(NpgsqlConnection connection, ResponseJson response)
    {
        try
        {
            await WriteFeaturesAsync(connection, response);
            return await MatchedAsync(connection);
        }
        catch (PostgresException e) when (question.Filter is not null && Filter.IsAtFault(e.SqlState))
        {
            throw Filter.NotComputable(e.MessageText);
        }
    }

    private async Task<bool> UnchangedAsync(NpgsqlConnection connection)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { FeatureSql.State(city, question.Collection) } };
        await using var reader = await batch.ExecuteReaderAsync(_cancel);
        await ReadStateAsync(reader);
        return Conditional.NotModified(context, _state.Tag(Address));
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
        context.Response.Headers.ETag = _state.Tag(Address);
        response.Writer.WriteStartObject();
        response.Writer.WriteString("type"u8, "FeatureCollection"u8);
        response.Writer.WriteStartArray("features"u8);
        if (await reader.NextResultAsync(_cancel))
            await WriteRowsAsync(reader, response);
        response.Writer.WriteEndArray();
    }

    private async Task ReadStateAsync(NpgsqlDataReader reader)
    {
        _state = await DatasetState.ReadAsync(reader, _cancel) ?? throw Served.NoDataset(city, question.Collection);
        question.Crs.Require(_state.Box, question.Collection.Id);
        context.Response.Headers[CoordinateSystem.HeaderName] = question.Crs.Header;
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
            if (Keys)
                _keys.Add(_features, reader);
            if (_returned == question.Limit)
                _last = new PagePosition(_features.Key(reader), SortValuesOf(reader));
            await response.SendIfFullAsync(_cancel);
        }
    }

    private JsonElement[]? SortValuesOf(NpgsqlDataReader reader) =>
        question.Sort.Keys.Count == 0 ? null : RowKeys.Of(_features, reader)[..^1];

    /// <summary>
    /// A filtered question is counted once, with its first page; the cursor carries the count on. A walk that begins in the
    /// middle is not counted.
    /// </summary>
    private async Task<long?> MatchedAsync(NpgsqlConnection connection)
    {
        if (!question.Filtered)
            return _state.Count;
        if (after is { Uncounted: true })
            return null;
        if (after?.Matched is { } carried)
            return carried;
        if (after is null && !_more && question.Limit > 0)
            return _returned;
        await using var count = FeatureSql.Count(connection, city, question);
        return (long)(await count.ExecuteScalarAsync(_cancel))!;
    }

    private void WriteTail(Utf8JsonWriter json, long? matched, string? next)
    {
        var path = SelfAddress.Path(Self);
        DateTimeOffset? changedAt = _state.ChangedAt is { } changed ? new DateTimeOffset(changed) : null;
        var answer = new CityAnswer(city, CityStates.Answered, matched, _returned, Stopwatch.GetElapsedTime(Began).TotalMilliseconds, changedAt);
        ItemsTail.Write(
            json,
            Address,
            next is null ? null : SelfAddress.At(Self, next),
            path[..path.LastIndexOf('/')],
            matched,
            _returned,
            FederationAnswer.Of([answer]));
    }
}
