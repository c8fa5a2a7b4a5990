using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;
using UrbanDataHub.Sensors.SensorThings;

namespace UrbanDataHub.Sensors.Alerts.Answering;

/// <summary>Alerts as every door tells them.</summary>
internal sealed class AlertRows(HubSettings settings)
{
    /// <summary>What <see cref="Read"/> reads, in its order.</summary>
    public const string Columns = "alert_id, city, rule, severity, title::text, text::text, datastreams, raised_at, cleared_at, result, result_at, forecast, curve_from";

    /// <summary>How they are written as JSON.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The alert of a row.</summary>
    public Alert Read(NpgsqlDataReader row)
    {
        var (datastreams, from, cleared) = (row.GetFieldValue<long[]>(6), Time(row, 12)!.Value, Time(row, 8));
        return new Alert(
            row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3),
            JsonSerializer.Deserialize<LocalText>(row.GetString(4), Json)!, row.IsDBNull(5) ? null : JsonSerializer.Deserialize<LocalText>(row.GetString(5), Json),
            cleared is null ? AlertStates.Active : AlertStates.Cleared, datastreams, Time(row, 7)!.Value, cleared,
            row.IsDBNull(9) ? null : row.GetDouble(9), Time(row, 10), row.IsDBNull(11) ? null : row.GetDouble(11),
            new AlertCurve(from, cleared, [.. datastreams.Select(d => Link(d, from, cleared))]));
    }

    private string Link(long datastream, DateTimeOffset from, DateTimeOffset? to)
    {
        var filter = $"phenomenonTime ge {from:yyyy-MM-ddTHH:mm:ss.ffffffZ}" + (to is { } end ? $" and phenomenonTime le {end:yyyy-MM-ddTHH:mm:ss.ffffffZ}" : "");
        return $"{settings.Node.Url.GetLeftPart(UriPartial.Authority)}{ServiceRoot.Path}/Datastreams({datastream})/Observations?$orderby=phenomenonTime&$filter={Uri.EscapeDataString(filter)}";
    }

    private static DateTimeOffset? Time(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetFieldValue<DateTimeOffset>(at);
}
