using Microsoft.AspNetCore.Http;
using UrbanDataHub.Features;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;
using UrbanDataHub.Sensors.Alerts.Rules;

namespace UrbanDataHub.Sensors.Alerts.Answering;

/// <summary><c>/cities/{city}/alerts/{id}</c>: one alert with the limits of its rule (<see cref="AlertDetail"/>).</summary>
internal sealed class AlertEndpoint(ServiceDatabase database, Served served, AlertRows rows, AlertRules rules)
{
    /// <summary>Answers; 404 if the city has no such alert.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var (city, id) = (served.City(context), Convert.ToInt64(context.Request.RouteValues["id"], System.Globalization.CultureInfo.InvariantCulture));
        QueryParameters.Check(context.Request.Query);
        var alert = await FindAsync(city, id, context.RequestAborted) ?? throw ProblemException.NotFound($"The city '{city}' has no alert {id}.");
        var limits = rules.Find(city, alert.Rule) is { } rule ? LimitsOf(rule, await WatchedAsync(alert.Datastreams, context.RequestAborted)) : [];
        await Results.Json(new AlertDetail(alert, limits), AlertRows.Json).ExecuteAsync(context);
    }

    private async Task<Alert?> FindAsync(string city, long id, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand($"SELECT {AlertRows.Columns} FROM hub.alerts WHERE city = $1 AND alert_id = $2");
        command.Parameters.AddWithValue(city);
        command.Parameters.AddWithValue(id);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? rows.Read(row) : null;
    }

    private async Task<List<WatchedDatastream>> WatchedAsync(IReadOnlyList<long> ids, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("SELECT datastream_id, station, key, property FROM hub.datastreams WHERE datastream_id = ANY ($1) ORDER BY datastream_id");
        command.Parameters.AddWithValue(ids.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var watched = new List<WatchedDatastream>();
        while (await row.ReadAsync(cancel))
            watched.Add(new WatchedDatastream(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3)));
        return watched;
    }

    private static List<AlertLimit> LimitsOf(AlertRule rule, List<WatchedDatastream> watched) =>
    [
        .. from datastream in watched
           from condition in rule.Conditions
           where condition.Datastreams.Covers(datastream)
           let limit = condition switch { Threshold t => t.Limit, Trend t => t.Limit, _ => null }
           where limit is not null
           select new AlertLimit(datastream.Id, condition is Trend, limit.IsAbove, limit.Raise, limit.Clear),
    ];
}
