using System.Text.Json;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Features.Filtering;

/// <summary>
/// Reads CQL2 JSON (OGC 21-065r2, clause 11 and its JSON Schema). Whether properties exist and types fit is not asked here.
/// </summary>
public static class Cql2Json
{
    /// <summary>Reads an expression.</summary>
    /// <exception cref="ProblemException">400: it is none.</exception>
    public static Expression Parse(string text)
    {
        FilterLimits.Check(text);
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 3 * FilterLimits.Depth });
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A text with half of a surrogate pair is only found out when it is read.
            throw FilterFault.Because($"The filter is not JSON: {e.Message}");
        }
    }

    private static Expression Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new TextLiteral(json.GetString()!),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? new IntegerLiteral(whole) : Number(json),
        JsonValueKind.True or JsonValueKind.False => new BooleanLiteral(json.GetBoolean()),
        JsonValueKind.Array => FilterLimits.Checked(new ArrayLiteral([.. json.EnumerateArray().Select(Read)])),
        JsonValueKind.Object => Member(json),
        _ => throw FilterFault.Because("The filter has a null, which is no value in CQL2; {\"op\": \"isNull\", …} asks for it."),
    };

    private static Expression Member(JsonElement json)
    {
        if (json.TryGetProperty("op", out var op))
            return Operation(Text(op, "op"), json);
        if (json.TryGetProperty("property", out var property))
            return new PropertyReference(Text(property, "property"));
        if (json.TryGetProperty("date", out var date))
            return Temporal.Date(Text(date, "date"));
        if (json.TryGetProperty("timestamp", out var timestamp))
            return Temporal.Timestamp(Text(timestamp, "timestamp"));
        if (json.TryGetProperty("interval", out var interval))
            return Interval(interval);
        if (json.TryGetProperty("bbox", out var box))
            return Box(box);
        if (json.TryGetProperty("type", out _))
            return new GeometryLiteral(Geometries.GeoJson(json));
        throw FilterFault.Because("An object of the filter has none of op, property, date, timestamp, interval, bbox and type.");
    }

    private static Operation Operation(string op, JsonElement json)
    {
        if (!json.TryGetProperty("args", out var args) || args.ValueKind != JsonValueKind.Array)
            throw FilterFault.Because($"The operation '{op}' has no array 'args'.");
        return FilterLimits.Checked(new Operation(op.ToLowerInvariant(), [.. args.EnumerateArray().Select(Read)]));
    }

    private static Interval Interval(JsonElement interval)
    {
        if (interval.ValueKind != JsonValueKind.Array || interval.GetArrayLength() != 2)
            throw FilterFault.Because("An 'interval' is not an array of two.");
        return FilterLimits.Checked(new Interval(End(interval[0]), End(interval[1])));
    }

    private static Expression? End(JsonElement end)
    {
        if (end.ValueKind != JsonValueKind.String)
            return Read(end);
        return end.GetString() is var text and not ".." ? Temporal.Either(text!) : null;
    }

    private static BoxLiteral Box(JsonElement box)
    {
        if (box.ValueKind != JsonValueKind.Array || box.GetArrayLength() is not (4 or 6) || box.EnumerateArray().Any(n => n.ValueKind != JsonValueKind.Number))
            throw FilterFault.Because("A 'bbox' is not an array of four numbers, or six with heights.");
        return new BoxLiteral([.. box.EnumerateArray().Select(n => Number(n).Value)]);
    }

    private static NumberLiteral Number(JsonElement json) =>
        json.TryGetDouble(out var number) && double.IsFinite(number) ? new NumberLiteral(number) : throw FilterFault.Because($"{json.GetRawText()} is larger than any number.");

    private static string Text(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.String ? json.GetString()! : throw FilterFault.Because($"A member '{member}' of the filter is no text.");
}
