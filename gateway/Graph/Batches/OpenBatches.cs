using GraphQL.DataLoader;
using GraphQLParser.AST;

namespace UrbanDataHub.Gateway.Graph.Batches;

/// <summary>The batches of one request that can still be joined, one for each field of the document and what it asks.</summary>
public sealed class OpenBatches
{
    private readonly Dictionary<(GraphQLField Field, object Question), object> _open = [];

    /// <summary>Joins the batch of a field, or a new one once that was asked.</summary>
    /// <param name="question">Tells apart what one field asks at several places; compared by value.</param>
    /// <param name="result">The value of the field, once the part of <paramref name="ask"/> is there.</param>
    internal IDataLoaderResult Join<TAsk>(GraphQLField field, object question, Func<Batch<TAsk>> make, TAsk ask, Func<TAsk, object?> result)
    {
        lock (_open)
        {
            if (_open.TryGetValue((field, question), out var open) && ((Batch<TAsk>)open).TryAdd(ask, result) is { } joined)
                return joined;
            var batch = make();
            _open[(field, question)] = batch;
            return batch.TryAdd(ask, result)!;
        }
    }
}
