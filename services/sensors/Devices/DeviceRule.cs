using System.Text.Json.Nodes;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>Where the id of the device comes from (<c>device</c>): one of the three is set.</summary>
/// <param name="Level">A named level of the topic.</param>
/// <param name="Path">A value of the message.</param>
/// <param name="Name">The file is about this one device.</param>
internal sealed record DeviceRule(string? Level, MessagePath? Path, string? Name)
{
    /// <summary>Reads the rule; a LoRaWAN message says it itself.</summary>
    /// <exception cref="SourceException">It is wrong, or missing where it is needed.</exception>
    public static DeviceRule Read(YamlMap file, IReadOnlyList<TopicPattern> topics, NetworkServer? server)
    {
        if (server is not null && file.Optional("device") is null)
            return new DeviceRule(null, server.Device, null);
        var at = file.Required("device");
        var map = at.Map();
        var level = map.Optional("level");
        var path = map.Optional("path");
        var name = map.Optional("name");
        if (new[] { level, path, name }.Count(v => v is not null) != 1)
            throw at.Fault("must have exactly one of 'level', 'path' and 'name'");
        if (level is not null && topics.FirstOrDefault(topic => !topic.Names.Contains(level.Text())) is { } without)
            throw level.Fault($"the topic '{without.Text}' has no level {{{level.Text()}}}");
        map.Done();
        return new DeviceRule(level?.Text(), path is null ? null : MessagePath.Read(path), name?.Text());
    }

    /// <summary>The id as far as the topic tells it; null when the message must be read.</summary>
    /// <exception cref="UnreadableException">The level of the topic cannot be an id.</exception>
    public string? Of(IReadOnlyDictionary<string, string> levels) => Level is null ? Name : Found.IsId(levels[Level])
        ? levels[Level]
        : throw new UnreadableException($"the level {{{Level}}} of the topic is '{levels[Level]}', and is not the id of a device: at most 200 characters");

    /// <summary>The id that the message tells.</summary>
    /// <exception cref="UnreadableException">It tells none.</exception>
    public string Of(JsonNode? message) => Path!.Require(message) is var node && Found.Id(node) is { } id
        ? id
        : throw new UnreadableException($"{Path}: {Found.Of(node)}, and is not the id of a device: a text or whole number of at most 200 characters");
}
