using System.Text.Json.Serialization;
using UrbanDataHub.Features.Asking;

namespace UrbanDataHub.Gateway.Graph.Relations;

/// <summary>What is asked along a relation.</summary>
/// <param name="Parameters">Those of items, as a client would write them.</param>
/// <param name="First">Features for each feature.</param>
/// <param name="Count">Whether each group is counted.</param>
/// <param name="After">Where to go on; null for the beginning.</param>
/// <param name="Items">The same question, read.</param>
public sealed record RelatedQuestion(
    Relation Relation, IReadOnlyDictionary<string, string> Parameters, int First, bool Count, RelatedPosition? After, ItemsQuestion Items)
{
    /// <summary>What a cursor belongs to.</summary>
    public static string Scope(Relation relation, ItemsQuestion items) => $"{relation.From.Id}.{relation.Name}|{items.Canonical}";
}

/// <summary>The place behind a related feature; part of a cursor.</summary>
/// <param name="Parent">Id of the feature that the page belongs to.</param>
/// <param name="Row">Where the last row stands, as the city wrote it.</param>
public sealed record RelatedPosition([property: JsonPropertyName("p")] string Parent, [property: JsonPropertyName("r")] string Row);
