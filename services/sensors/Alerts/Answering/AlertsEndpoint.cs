using Microsoft.AspNetCore.Http;
using Npgsql;
using UrbanDataHub.Features;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Sensors.Alerts.Answering;

/// <summary>The alerts of a city, newest first, as JSON by pages and as a feed.</summary>
internal sealed class AlertsEndpoint(ServiceDatabase database, HubSettings settings, CursorCodec cursors, AlertRows rows)
{
    private const int UsualLimit = 50, MostLimit = 1000, Entries = 100;

    /// <summary><c>/cities/{city}/alerts?active=&amp;limit=&amp;cursor=</c></summary>
    public async Task ListAsync(HttpContext context)
    {
        var (query, city) = (context.Request.Query, OwnCity(context));
        QueryParameters.Check(query, "active", "limit", "cursor");
        var active = query.TryGetValue("active", out var text) ? Active(text.ToString()) : null;
        var limit = QueryParameters.Number("limit", query.TryGetValue("limit", out var number) ? number.ToString() : null, UsualLimit, 1, MostLimit);
        var question = $"alerts {city} {active}";
        var before = query.TryGetValue("cursor", out var cursor) ? cursors.Decode<long>(cursor.ToString(), question) : long.MaxValue;
        var alerts = await ReadAsync(city, active, before, limit, context.RequestAborted);
        var self = SelfAddress.Of(context.Request, settings.Node);
        var next = alerts.Count == limit ? SelfAddress.At(self, cursors.Encode(alerts[^1].Id, question)) : null;
        await Results.Json(new { alerts, next }, AlertRows.Json).ExecuteAsync(context);
    }

    /// <summary><c>/cities/{city}/alerts.atom?lang=</c> (RFC 4287): what was raised last, in German unless English is asked for.</summary>
    public async Task FeedAsync(HttpContext context)
    {
        var city = OwnCity(context);
        var query = context.Request.Query;
        QueryParameters.Check(query, "lang");
        var words = AlertFeedWords.Of(query.TryGetValue("lang", out var language) ? language.ToString() : AlertFeedWords.German.Language)
            ?? throw ProblemException.Parameter400("lang", $"There is no feed in '{language}'; there are de and en.");
        var alerts = await ReadAsync(city, null, long.MaxValue, Entries, context.RequestAborted);
        context.Response.ContentType = AlertFeed.MediaType;
        await context.Response.Body.WriteAsync(AlertFeed.Write(city, SelfAddress.Of(context.Request, settings.Node), alerts, words), context.RequestAborted);
    }

    private async Task<List<Alert>> ReadAsync(string city, bool? active, long before, int limit, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand($"""
            SELECT {AlertRows.Columns} FROM hub.alerts
            WHERE city = $1 AND alert_id < $2 AND ($3::boolean IS NULL OR (cleared_at IS NULL) = $3) ORDER BY alert_id DESC LIMIT $4
            """);
        command.Parameters.AddWithValue(city);
        command.Parameters.AddWithValue(before);
        command.Parameters.Add(new NpgsqlParameter { Value = active ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Boolean });
        command.Parameters.AddWithValue(limit);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var alerts = new List<Alert>();
        while (await row.ReadAsync(cancel))
            alerts.Add(rows.Read(row));
        return alerts;
    }

    private string OwnCity(HttpContext context)
    {
        var city = (string)context.Request.RouteValues["city"]!;
        return settings.Node.Cities.Contains(city) ? city : throw ProblemException.NotFound($"The city '{city}' is not one of the node '{settings.Node.Node}'.");
    }

    private static bool? Active(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => throw ProblemException.Parameter400("active", $"'{text}' is neither true nor false."),
    };
}
