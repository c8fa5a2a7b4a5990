using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Model;
using UrbanDataHub.Sensors.SensorThings.Writing;

namespace UrbanDataHub.Sensors.SensorThings.Batch;

/// <summary>What the operations of a change set made, for later ones that name it by <c>$</c> and its Content-ID (OGC 18-088, clause 11.3).</summary>
internal sealed partial class References
{
    private readonly Dictionary<string, (EntityType Type, long Id)> _made = new(StringComparer.Ordinal);

    /// <summary>Notes what an operation made.</summary>
    public void Add(string? id, Written written)
    {
        if (id is not null && written.Id is { } made)
            _made[id] = (written.Type, made);
    }

    /// <summary>A path with the entities in place of <c>$1</c> at its begin and of <c>($1)</c> anywhere.</summary>
    /// <exception cref="ProblemException">400: an operation is named that made nothing before.</exception>
    public string InPath(string path)
    {
        var end = path.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? slash : path.Length;
        if (path.StartsWith('$'))
        {
            var (type, id) = Made(path[..end]);
            path = string.Create(CultureInfo.InvariantCulture, $"{type.Set}({id}){path[end..]}");
        }

        return InParentheses().Replace(path, match => string.Create(CultureInfo.InvariantCulture, $"({Made(match.Groups["reference"].Value).Id})"));
    }

    /// <summary>A body with the id in place of each <c>{"@iot.id": "$1"}</c>.</summary>
    /// <exception cref="ProblemException">400: as for a path, or the body is no JSON.</exception>
    public ReadOnlyMemory<byte> InBody(ReadOnlyMemory<byte> body, string? contentType)
    {
        if (body.Span.IndexOf("\"$"u8) < 0)
            return body;
        using var json = Bodies.Json(body, contentType);
        var bytes = new ArrayBufferWriter<byte>(body.Length);
        using (var writer = new Utf8JsonWriter(bytes))
            Copy(json.RootElement, writer);
        return bytes.WrittenMemory;
    }

    private void Copy(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (member.Name == "@iot.id" && member.Value.ValueKind == JsonValueKind.String && member.Value.GetString()!.StartsWith('$'))
                        writer.WriteNumberValue(Made(member.Value.GetString()!).Id);
                    else
                        Copy(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                    Copy(element, writer);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private (EntityType Type, long Id) Made(string reference) => _made.TryGetValue(reference[1..], out var made)
        ? made
        : throw Operation.Invalid($"'{reference}' names no entity that an earlier operation of the same change set made; {(_made.Count == 0 ? "there is none" : "there are " + string.Join(", ", _made.Keys.Select(k => "$" + k)))}.");

    [GeneratedRegex(@"\((?<reference>\$[^()/]+)\)")]
    private static partial Regex InParentheses();
}
