using System.Text.Json.Nodes;
using GraphQL;
using GraphQL.DataLoader;
using GraphQLParser.AST;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph.Relations;

/// <summary>The batches of one request that can still be joined, one for each relation field of the document.</summary>
public sealed class RelationBatches
{
    private readonly Dictionary<GraphQLField, RelationBatch> _open = [];

    /// <summary>Joins the batch of a field, or a new one once that was asked.</summary>
    internal IDataLoaderResult Join(GraphQLField field, Func<RelationBatch> make, FeatureNode parent, JsonNode value)
    {
        lock (_open)
        {
            if (_open.TryGetValue(field, out var batch) && batch.TryAdd(parent, value) is { } joined)
                return joined;
            return (_open[field] = make()).TryAdd(parent, value)!;
        }
    }
}

/// <summary>
/// All features that follow the same relation at once. GraphQL.NET asks for the results when nothing is left to be resolved
/// beside them; then the cities are asked, once for all.
/// </summary>
internal sealed class RelationBatch(RelatedQuestion question, RelatedFeatures related, FederationLog log, IReadOnlyList<object> path, CancellationToken cancel)
{
    private readonly Lock _lock = new();
    private readonly List<RelatedAsk> _asks = [];
    private Task? _asked;

    /// <summary>Adds a feature; null if the batch was asked already.</summary>
    public IDataLoaderResult? TryAdd(FeatureNode parent, JsonNode value)
    {
        lock (_lock)
        {
            if (_asked is not null)
                return null;
            var ask = new RelatedAsk(parent, value);
            _asks.Add(ask);
            return new Part(this, ask);
        }
    }

    private Task AskAsync()
    {
        lock (_lock)
            return _asked ??= AskOnceAsync();
    }

    private async Task AskOnceAsync()
    {
        foreach (var city in await related.AskAsync(question, _asks, cancel))
            log.Add(path, FederationAnswer.Of([city]));
    }

    private object? ResultOf(RelatedAsk ask)
    {
        if (ask.Missing is { } missing)
            throw CollectionField.Missing(missing, null);
        return question.Relation.Many ? ask.Connection : ask.Connection!.Nodes.Count > 0 ? ask.Connection.Nodes[0] : null;
    }

    private sealed class Part(RelationBatch batch, RelatedAsk ask) : IDataLoaderResult
    {
        public async Task<object?> GetResultAsync(CancellationToken cancellationToken = default)
        {
            await batch.AskAsync();
            return batch.ResultOf(ask);
        }
    }
}

/// <summary>One feature of a batch, and its part of the answer.</summary>
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
}
