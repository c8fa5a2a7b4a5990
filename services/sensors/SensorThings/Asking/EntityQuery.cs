using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Asking;

/// <summary>What is asked of one entity set (OGC 18-088, clause 9.3).</summary>
/// <param name="Select">Names of properties and relations to write; null for all.</param>
/// <param name="Top">Most entities of a page; of a table most rows.</param>
/// <param name="Count">Whether the entities are counted, before top and skip.</param>
/// <param name="After">Where the page begins, by key; null for the begin.</param>
/// <param name="Text">The options as written, without <c>$skip</c> and <c>$skiptoken</c>: what a link to the next page repeats.</param>
internal sealed record EntityQuery(
    EntityType Type,
    Expression? Filter,
    IReadOnlyList<(Expression Expression, bool Descending)> Order,
    IReadOnlyList<string>? Select,
    IReadOnlyList<Expansion> Expand,
    int Top,
    long Skip,
    bool Count,
    string? After,
    string Text)
{
    /// <summary>The form of the answer.</summary>
    public ResultFormat Format { get; init; }
}

/// <summary>Related entities that are written into the ones that they belong to.</summary>
internal sealed record Expansion(Navigation Navigation, EntityQuery Query)
{
    /// <summary>Whether nobody asked for them, and the form of the answer needs something of them.</summary>
    public bool IsHidden { get; init; }
}
