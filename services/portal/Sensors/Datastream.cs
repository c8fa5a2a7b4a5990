using System.Globalization;
using System.Text.Json;
using System.Xml;
using UrbanDataHub.Portal.Catalogue;

namespace UrbanDataHub.Portal.Sensors;

/// <summary>A datastream of any city, with its latest value.</summary>
/// <param name="Id">Feature id, <c>&lt;city&gt;:&lt;number&gt;</c>; numbers alone are not unique among cities.</param>
/// <param name="Number">Its id in the SensorThings API of its node.</param>
/// <param name="Station">Feature id of the station.</param>
/// <param name="Property">Code of the observed property.</param>
/// <param name="Unit">UCUM code.</param>
/// <param name="Period">Time that a value covers; zero for values of an instant.</param>
/// <param name="Last">Phenomenon time of the latest value, the begin of its period.</param>
/// <param name="Place">Longitude and latitude of the station; null when unknown.</param>
public sealed record Datastream(
    string Id,
    string City,
    long Number,
    string Station,
    string Title,
    string Property,
    string Unit,
    TimeSpan Period,
    long Count,
    DateTimeOffset? First,
    DateTimeOffset? Last,
    double? Result,
    double[]? Place)
{
    /// <summary>Usual time from one value to the next: that of the period, or longer if values have come less often so far.</summary>
    public TimeSpan Spacing
    {
        get
        {
            var mean = First is { } first && Last is { } last && Count > 1 ? (last - first) / (Count - 1) : TimeSpan.Zero;
            return mean > Period ? mean : Period;
        }
    }

    /// <summary>Reads a feature of the collection <c>datastreams</c>.</summary>
    internal static Datastream Of(FeatureRow row) => new(
        row.Id,
        row.City,
        long.TryParse(row.Text("datastream"), CultureInfo.InvariantCulture, out var number) ? number : 0,
        row.Text("station") ?? "",
        row.Text("title") ?? row.Text("key") ?? "",
        row.Text("property") ?? "",
        row.Text("unit") ?? "",
        PeriodOf(row.Text("period")),
        long.TryParse(row.Text("observationCount"), CultureInfo.InvariantCulture, out var count) ? count : 0,
        Time(row, "firstTime"),
        Time(row, "lastTime"),
        row.Properties.TryGetValue("lastResult", out var result) && result.ValueKind == JsonValueKind.Number ? result.GetDouble() : null,
        PlaceOf(row.Geometry));

    private static DateTimeOffset? Time(FeatureRow row, string property) =>
        row.Properties.TryGetValue(property, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;

    // Partners may tell a period that is none; it then counts as unknown.
    private static TimeSpan PeriodOf(string? text)
    {
        try
        {
            return text is null ? TimeSpan.Zero : XmlConvert.ToTimeSpan(text);
        }
        catch (FormatException)
        {
            return TimeSpan.Zero;
        }
    }

    private static double[]? PlaceOf(JsonElement? geometry) =>
        geometry is { } shape && shape.TryGetProperty("type", out var type) && type.GetString() == "Point" && shape.GetProperty("coordinates") is { ValueKind: JsonValueKind.Array } at && at.GetArrayLength() >= 2
            ? [at[0].GetDouble(), at[1].GetDouble()]
            : null;
}
