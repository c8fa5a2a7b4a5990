using System.Text.Json.Nodes;
using UrbanDataHub.Gateway.Graph.Batches;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph.Relations;

/// <summary>One feature of a batch that follows a relation, and its part of the answer.</summary>
internal sealed class RelatedAsk(FeatureNode parent, JsonNode value)
{
    /// <summary>The feature.</summary>
    public FeatureNode Parent { get; } = parent;

    /// <summary>What its related features have in common.</summary>
    public JsonNode Value { get; } = value;

    /// <summary>Its related features; null if the city is missing.</summary>
    public FeatureConnection? Connection { get; set; }

    /// <summary>Why there are none; null if the city answered.</summary>
    public CityAnswer? Missing { get; set; }

    /// <summary>Its related features.</summary>
    /// <exception cref="GraphQL.ExecutionError">The city is missing.</exception>
    public FeatureConnection Found => Missing is { } missing ? throw CollectionField.Missing(missing, null) : Connection!;

    /// <summary>A batch of features that ask the same question.</summary>
    /// <param name="path">That of the field, for the log.</param>
    public static Batch<RelatedAsk> Batch(RelatedQuestion question, RelatedFeatures related, FederationLog log, IReadOnlyList<object> path, CancellationToken cancel) =>
        new(async asks =>
        {
            foreach (var city in await related.AskAsync(question, asks, cancel))
                log.Add(path, FederationAnswer.Of([city]));
        });
}
