using System.Globalization;
using System.Text.Json;
using System.Xml;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>One page of foreign Observations of a Datastream as mapped items.</summary>
internal sealed class ForeignObservations(ForeignDatastream datastream, bool byResultTime)
{
    private const int LongestRow = 2_000;
    private const string Instant = "PT0S";

    private string? _period;

    /// <summary>The highest time by which the next walk begins.</summary>
    public DateTimeOffset? Latest { get; private set; }

    /// <summary>One item a row: an observation, or a rejection.</summary>
    public List<MappedItem> Read(JsonElement rows)
    {
        var items = new List<MappedItem>(rows.GetArrayLength());
        foreach (var row in rows.EnumerateArray())
            items.Add(Map(row, items.Count + 1));
        return items;
    }

    /// <summary>Rejects a row, which is kept shortened.</summary>
    public static RejectedItem Reject(string file, long line, string field, string reason, JsonElement row)
    {
        var raw = row.GetRawText();
        return new RejectedItem(file, line, field, reason, raw.Length <= LongestRow ? raw : raw[..LongestRow]);
    }

    private MappedItem Map(JsonElement row, long line)
    {
        RejectedItem Wrong(string field, string reason) => Reject(datastream.Path, line, field, reason, row);
        if (row.ValueKind != JsonValueKind.Object)
            return Wrong("", "The row is not a JSON object");
        if (Span(PullLinks.Text(row, "phenomenonTime")) is not var (begin, end))
            return Wrong("phenomenonTime", "The time is no instant and no interval of ISO 8601 with an offset");
        if (!row.TryGetProperty("result", out var result) || result.ValueKind is JsonValueKind.Null)
            return Wrong("result", "no value");
        if (result.ValueKind != JsonValueKind.Number || !double.IsFinite(result.GetDouble()))
            return Wrong("result", "The result is not a number; only numbers are pulled");
        Saw(byResultTime ? Span(PullLinks.Text(row, "resultTime"))?.Begin : begin);
        // One period a page: what a datastream says of its values must not change from row to row.
        _period ??= end > begin ? XmlConvert.ToString(end - begin) : Instant;
        return new MappedObservation(
            datastream.Path, line, datastream.Station, datastream.Name, new LocalText(datastream.Title, datastream.Title), datastream.Property.Code, datastream.Unit, _period, begin, result.GetDouble());
    }

    private void Saw(DateTimeOffset? time)
    {
        if (time is not null && (Latest is null || time > Latest))
            Latest = time;
    }

    private static (DateTimeOffset Begin, DateTimeOffset End)? Span(string? text)
    {
        if (text is null)
            return null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return TryTime(slash < 0 ? text : text[..slash], out var begin) && TryTime(slash < 0 ? text : text[(slash + 1)..], out var end) ? (begin, end) : null;
    }

    private static bool TryTime(string text, out DateTimeOffset time)
    {
        time = default;
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        if (!hasOffset || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
            return false;
        time = time.ToUniversalTime();
        return true;
    }
}
