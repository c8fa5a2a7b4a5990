using System.Text.Json;
using System.Text.Json.Nodes;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.Observations;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Observations as clients write them, for the write path that all doors share.</summary>
internal static class ObservationInputs
{
    /// <summary>An observation to be added; it is of now if it does not say when (OGC 18-088, clause 8.2.7).</summary>
    /// <exception cref="ProblemException">400: a value cannot be kept.</exception>
    /// <param name="isTuple">Whether <paramref name="datastream"/> is a MultiDatastream.</param>
    public static NewObservation Of(EntityInput input, long datastream, bool isTuple, long? feature)
    {
        var time = input.Text("phenomenonTime") is { } text ? InputValues.Time(text, true, input.At + "phenomenonTime") : null;
        var result = input.Value("result");
        return new NewObservation(
            datastream, time?.Begin ?? Now(), Number(result, input.At + "result"), 0, feature,
            input.Text("resultTime") is { } known ? InputValues.Time(known, false, input.At + "resultTime").Begin : null,
            Details(input, time?.End, result), IsTuple: isTuple);
    }

    /// <summary>The result as a number; null if it is none.</summary>
    public static double? Number(JsonElement? result, string at)
    {
        if (result is not { ValueKind: JsonValueKind.Number } value)
            return null;
        var number = value.GetDouble();
        return double.IsFinite(number) ? number : throw Faults.Member(at, $"{value.GetRawText()} is too large for a number");
    }

    /// <summary>What has no column, as JSON; null if there is nothing.</summary>
    public static string? Details(EntityInput input, DateTime? end, JsonElement? result)
    {
        var details = new JsonObject();
        if (end is { } until)
            details["end"] = until;
        if (result is { ValueKind: not JsonValueKind.Number })
            details["result"] = JsonNode.Parse(result.Value.GetRawText());
        if (input.Text("validTime") is { } text)
        {
            var valid = InputValues.Time(text, true, input.At + "validTime");
            details["validFrom"] = valid.Begin;
            if (valid.End is { } last)
                details["validUntil"] = last;
        }

        foreach (var name in (ReadOnlySpan<string>)["resultQuality", "parameters"])
        {
            if (input.Value(name) is { } value)
                details[name] = JsonNode.Parse(value.GetRawText());
        }

        return details.Count == 0 ? null : details.ToJsonString();
    }

    private static DateTime Now()
    {
        var now = DateTime.UtcNow;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
