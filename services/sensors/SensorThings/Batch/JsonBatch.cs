using System.Globalization;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Writing;

namespace UrbanDataHub.Sensors.SensorThings.Batch;

/// <summary>Reads a batch that came as JSON (OData JSON Format 4.01, clause 19.1).</summary>
internal static class JsonBatch
{
    private static readonly string[] _members = ["id", "method", "url", "headers", "body", "atomicityGroup", "dependsOn"];

    /// <summary>The steps, in their order.</summary>
    /// <exception cref="ProblemException">400: it is no batch, or ids and groups are not such that each operation can be answered.</exception>
    public static List<BatchStep> Read(ReadOnlyMemory<byte> body)
    {
        using var json = Bodies.Json(body, null);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("requests", out var requests) || requests.ValueKind != JsonValueKind.Array)
            throw Faults.Member("requests", "a batch is {\"requests\": […]}, an array of objects with id, method and url");
        var (steps, known, at) = (new List<BatchStep>(), new HashSet<string>(StringComparer.Ordinal), 0);
        foreach (var request in requests.EnumerateArray())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"requests/{at++}");
            var (id, group) = (Text(request, "id", place) ?? throw Faults.Member(place + "/id", "each request needs an id, by which it is answered"), Text(request, "atomicityGroup", place));
            var isNext = group is not null && steps.LastOrDefault()?.Name == group;
            if (!known.Add(id) || (group is not null && !isNext && !known.Add(group)))
                throw Faults.Member(place, $"'{id}' or '{group}' is the name of an earlier request or group; names are unique, and the requests of a group stand one behind the other");
            var needed = DependsOn(request, known, place);
            var operation = Of(request, id, needed.Find(n => !known.Contains(n)));
            var inside = isNext ? steps[^1].Operations.Select(o => o.Id) : [];
            var outside = needed.Where(n => n != id && n != group && !inside.Contains(n));
            if (isNext)
                steps[^1] = steps[^1] with { Operations = [.. steps[^1].Operations, operation], DependsOn = [.. steps[^1].DependsOn, .. outside] };
            else
                steps.Add(new BatchStep([operation], group is not null, [.. outside]) { Name = group });
        }

        return steps;
    }

    private static Operation Of(JsonElement request, string id, string? unknown)
    {
        if (unknown is not null)
            return Operation.Wrong(id, Faults.Member("dependsOn", $"there is no request or group '{unknown}' before this one"));
        if (request.EnumerateObject().Select(m => m.Name).FirstOrDefault(n => !_members.Contains(n)) is { } other)
            return Operation.Wrong(id, Faults.Member(other, $"a request has no such member; it has {string.Join(", ", _members)}"));
        if (!request.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String)
            return Operation.Wrong(id, Faults.Member("method", "must be a method as text, such as \"get\""));
        if (!request.TryGetProperty("url", out var url) || url.ValueKind != JsonValueKind.String)
            return Operation.Wrong(id, Faults.Member("url", "must be an address as text, such as \"Things(1)\""));
        var body = request.TryGetProperty("body", out var given) ? Encoding.UTF8.GetBytes(given.GetRawText()) : [];
        return new Operation(id, method.GetString()!.ToUpperInvariant(), url.GetString()!, ContentType(request), body);
    }

    private static string? ContentType(JsonElement request) => request.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object
        && headers.EnumerateObject().FirstOrDefault(h => h.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value is { ValueKind: JsonValueKind.String } type
        ? type.GetString() : null;

    private static List<string> DependsOn(JsonElement request, HashSet<string> known, string place)
    {
        if (!request.TryGetProperty("dependsOn", out var given))
            return [];
        return given.ValueKind == JsonValueKind.Array && given.EnumerateArray().All(n => n.ValueKind == JsonValueKind.String)
            ? [.. given.EnumerateArray().Select(n => n.GetString()!)]
            : throw Faults.Member(place + "/dependsOn", "must be an array of ids");
    }

    private static string? Text(JsonElement request, string name, string place)
    {
        if (request.ValueKind != JsonValueKind.Object)
            throw Faults.Member(place, "a request is an object with id, method and url");
        if (!request.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0 ? value.GetString() : throw Faults.Member($"{place}/{name}", "must be a text");
    }
}
