using Microsoft.Extensions.Primitives;

namespace UrbanDataHub.Sensors.SensorThings.Asking;

/// <summary>What somebody wants to read: a request of its own, or a part of a batch.</summary>
/// <param name="Path">Below the service root, without a slash in front.</param>
/// <param name="Options">Query options as given.</param>
/// <param name="Root">The service root as the client sees it, without a slash at the end.</param>
internal sealed record Question(string Path, IReadOnlyList<KeyValuePair<string, string>> Options, string Root)
{
    /// <summary>The path with a slash in front.</summary>
    public string Address => "/" + Path;

    /// <summary>A question with its query.</summary>
    public static Question Of(string path, IEnumerable<KeyValuePair<string, StringValues>> query, string root) =>
        new(path, [.. query.SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value ?? ""))], root);
}
