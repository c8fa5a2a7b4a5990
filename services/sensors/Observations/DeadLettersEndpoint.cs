using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Npgsql;
using UrbanDataHub.Features;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Writing;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>
/// The dead letters of the node, newest first: everybody may see that something was not taken, and why; what it said, only
/// who may write, since nobody has looked yet whether it is fit to be public.
/// </summary>
internal sealed class DeadLettersEndpoint(ServiceDatabase database, HubSettings settings, CursorCodec cursors, WriteAccess access)
{
    /// <summary>Where they stand.</summary>
    public const string Path = "/node/dead-letters";

    private const int UsualLimit = 50, MostLimit = 1000;
    private const string Question = "dead letters";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary><c>/node/dead-letters?limit=&amp;cursor=</c></summary>
    /// <exception cref="ProblemException">400: a parameter is wrong. 401: a token is sent, and is another one.</exception>
    public async Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        QueryParameters.Check(query, "limit", "cursor");
        var limit = QueryParameters.Number("limit", query.TryGetValue("limit", out var number) ? number.ToString() : null, UsualLimit, 1, MostLimit);
        var before = query.TryGetValue("cursor", out var cursor) ? cursors.Decode<long>(cursor.ToString(), Question) : long.MaxValue;
        var seesPayloads = access.Allows(context);
        var (total, letters) = await ReadAsync(before, limit, seesPayloads, context.RequestAborted);
        var next = letters.Count == limit ? SelfAddress.At(SelfAddress.Of(context.Request, settings.Node), cursors.Encode(letters[^1].Id, Question)) : null;
        context.Response.Headers.CacheControl = "no-store";
        await Results.Json(new { total, payloads = seesPayloads, deadLetters = letters, next }, _json).ExecuteAsync(context);
    }

    private async Task<(long Total, List<Letter> Letters)> ReadAsync(long before, int limit, bool seesPayloads, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var count = new NpgsqlCommand("SELECT count(*) FROM hub.dead_letters", connection);
        var total = (long)(await count.ExecuteScalarAsync(cancel))!;
        await using var command = new NpgsqlCommand("""
            SELECT dead_letter_id, received_at, door, topic, reason, length(payload), CASE WHEN $3 THEN payload END
            FROM hub.dead_letters WHERE dead_letter_id < $1 ORDER BY dead_letter_id DESC LIMIT $2
            """, connection);
        command.Parameters.AddWithValue(before);
        command.Parameters.AddWithValue(limit);
        command.Parameters.AddWithValue(seesPayloads);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var letters = new List<Letter>();
        while (await row.ReadAsync(cancel))
        {
            letters.Add(new Letter(
                row.GetInt64(0), row.GetDateTime(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt32(5), row.IsDBNull(6) ? null : row.GetString(6)));
        }

        return (total, letters);
    }

    private sealed record Letter(long Id, DateTime ReceivedAt, string Door, string Topic, string Reason, int Characters, string? Payload);
}
