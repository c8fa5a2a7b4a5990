using System.Text.Json;
using UrbanDataHub.Features.Asking;

namespace UrbanDataHub.Sensors.SensorThings.Asking;

/// <summary>
/// What a gateway asks that puts the entities of several nodes into one order (infra/decisions/0012); no options of the
/// standard, and no part of links.
/// </summary>
/// <param name="Keys">Whether the answer tells where each entity stands in the order: <c>keys=true</c>.</param>
/// <param name="Columns">Whether it tells the columns of the table that all entities together make: <c>columns=true</c>.</param>
/// <param name="After">Position of an entity, maybe another node's, behind which the page begins: <c>after</c>, as the answer told it; null for the begin.</param>
internal sealed record MergeOptions(bool Keys, bool Columns, string?[]? After)
{
    private const string KeysName = "keys";
    private const string ColumnsName = "columns";
    private const string AfterName = "after";

    /// <summary>Of a question that no gateway merges.</summary>
    public static MergeOptions None { get; } = new(false, false, null);

    /// <summary>Takes these options out of all.</summary>
    /// <exception cref="Hosting.Web.ProblemException">400: a position is none.</exception>
    public static MergeOptions Take(List<KeyValuePair<string, string>> options)
    {
        var keys = options.RemoveAll(o => o is { Key: KeysName, Value: "true" }) > 0;
        if (!keys)
            return None;
        var columns = options.RemoveAll(o => o is { Key: ColumnsName, Value: "true" }) > 0;
        var after = options.FindAll(o => o.Key == AfterName);
        options.RemoveAll(after.Contains);
        return new MergeOptions(keys, columns, after.Count == 0 ? null : Position(after[0].Value));
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
