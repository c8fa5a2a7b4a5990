using GraphQL.DataLoader;

namespace UrbanDataHub.Gateway.Graph.Batches;

/// <summary>
/// What many features ask alike. GraphQL.NET asks for the results when nothing is left to be resolved beside them; then all
/// are asked for at once.
/// </summary>
/// <param name="askAll">Asks once for all, and gives each its part of the answer.</param>
internal sealed class Batch<TAsk>(Func<IReadOnlyList<TAsk>, Task> askAll)
{
    private readonly Lock _lock = new();
    private readonly List<TAsk> _asks = [];
    private Task? _asked;

    /// <summary>Adds one; null if the batch was asked already.</summary>
    /// <param name="result">The value of its field, once its part is there.</param>
    public IDataLoaderResult? TryAdd(TAsk ask, Func<TAsk, object?> result)
    {
        lock (_lock)
        {
            if (_asked is not null)
                return null;
            _asks.Add(ask);
            return new Part(this, ask, result);
        }
    }

    private Task AskAsync()
    {
        lock (_lock)
            return _asked ??= askAll(_asks);
    }

    private sealed class Part(Batch<TAsk> batch, TAsk ask, Func<TAsk, object?> result) : IDataLoaderResult
    {
        public async Task<object?> GetResultAsync(CancellationToken cancellationToken = default)
        {
            await batch.AskAsync();
            return result(ask);
        }
    }
}
