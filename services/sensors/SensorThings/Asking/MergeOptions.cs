using System.Text.Json;
using UrbanDataHub.Features.Asking;

namespace UrbanDataHub.Sensors.SensorThings.Asking;

/// <summary>
/// What a gateway asks that puts the entities of several nodes into one order (infra/decisions/0012); no options of the
/// standard, and no part of links.
/// </summary>
/// <param name="Keys">Whether the answer tells where each entity stands in the order: <c>keys=true</c>.</param>
/// <param name="After">Position of an entity, maybe another node's, behind which the page begins: <c>after</c>, as the answer told it; null for the begin.</param>
internal sealed record MergeOptions(bool Keys, string?[]? After)
{
    private const string KeysName = "keys";
    private const string AfterName = "after";

    /// <summary>Takes these options out of all.</summary>
    /// <exception cref="Hosting.Web.ProblemException">400: a position is none.</exception>
    public static MergeOptions Take(List<KeyValuePair<string, string>> options)
    {
        var keys = options.RemoveAll(o => o is { Key: KeysName, Value: "true" }) > 0;
        var after = options.FindAll(o => o.Key == AfterName);
        if (!keys || after.Count == 0)
            return new MergeOptions(keys, null);
        options.RemoveAll(after.Contains);
        return new MergeOptions(keys, Position(after[0].Value));
    }

    private static string?[] Position(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<string?[]>(text) ?? throw CursorCodec.Foreign(AfterName);
        }
        catch (JsonException)
        {
            throw CursorCodec.Foreign(AfterName);
        }
    }
}
