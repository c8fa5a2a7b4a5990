using Npgsql;
using UrbanDataHub.Portal.Activity;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Catalogue;

/// <summary>
/// The catalogue, asked of the gateway and kept for a short while. Events of the own node end that while at once;
/// partners' events do not come here, so it is short. When the gateway is away the last good state stays, and says so.
/// </summary>
public sealed partial class CatalogueCache(
    Gateway gateway,
    ActivityStore activities,
    CollectionCatalogue collections,
    CityZones zones,
    TimeProvider clock,
    ILogger<CatalogueCache> logger) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _one = new(1);
    private volatile CatalogueState? _state;
    private DateTimeOffset _until = DateTimeOffset.MinValue;
    private int _generation;
    private volatile int _known = -1;

    /// <summary>The catalogue as last seen, without asking; null before the first answer.</summary>
    public CatalogueState? Latest => _state;

    /// <summary>The next question asks the gateway again.</summary>
    public void Invalidate() => Interlocked.Increment(ref _generation);

    /// <summary>The catalogue.</summary>
    /// <exception cref="GatewayException">The gateway does not answer, and never did since the portal started.</exception>
    public async Task<CatalogueState> GetAsync(CancellationToken cancel)
    {
        if (Current is { } state)
            return state;
        await _one.WaitAsync(cancel);
        try
        {
            if (Current is { } renewed)
                return renewed;
            // Read before asking: an event that comes meanwhile makes the answer old at once.
            var generation = Volatile.Read(ref _generation);
            _state = await RenewAsync(cancel);
            _known = generation;
            return _state;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private CatalogueState? Current =>
        clock.GetUtcNow() < _until && Volatile.Read(ref _generation) == _known ? _state : null;

    private async Task<CatalogueState> RenewAsync(CancellationToken cancel)
    {
        try
        {
            var cities = gateway.CitiesAsync(cancel);
            var datasets = await gateway.DatasetsAsync(cancel);
            var heard = await HeardAsync(cancel);
            _until = clock.GetUtcNow() + Fresh;
            return Assemble(await cities, datasets, heard);
        }
        catch (GatewayException e) when (_state is not null)
        {
            Away(logger, e.Message);
            _until = clock.GetUtcNow() + RetryAfterFailure;
            return _state with { Trouble = e.Message };
        }
    }

    private async Task<IReadOnlyDictionary<(string, string), DatasetActivity>> HeardAsync(CancellationToken cancel)
    {
        try
        {
            return await activities.AllAsync(cancel);
        }
        catch (NpgsqlException e)
        {
            // Without its own database the portal still shows what the gateway says; only what happened lately is missing.
            Deaf(logger, e.Message);
            return new Dictionary<(string, string), DatasetActivity>();
        }
    }

    private CatalogueState Assemble(IReadOnlyList<City> cities, DatasetsAnswer answer, IReadOnlyDictionary<(string, string), DatasetActivity> heard)
    {
        var states = answer.Federation.Cities.ToDictionary(c => c.City);
        var all = cities
            .Select(c => c with { Zone = zones[c.Id] })
            .Select(c => states.TryGetValue(c.Id, out var s) ? c with { State = s.State, Detail = s.Detail } : c)
            .ToList();
        var entries = answer.Datasets
            .Select(d => (dataset: d, collection: collections.Find(d.Collection), city: all.Find(c => c.Id == d.City)))
            .Where(d => d.collection is not null && d.city is not null)
            .Select(d => new CatalogueEntry(d.dataset, d.collection!, d.city!, !d.city!.Answers, heard.GetValueOrDefault((d.dataset.City, d.dataset.Collection))))
            .Concat(Remembered(all, answer))
            .OrderBy(e => e.Collection.Id, StringComparer.Ordinal)
            .ThenBy(e => e.City.Id, StringComparer.Ordinal)
            .ToList();
        return new CatalogueState(all, entries, clock.GetUtcNow(), Trouble: null);
    }

    /// <summary>What a city that is away told last; a dataset does not cease to exist because a machine is down.</summary>
    private IEnumerable<CatalogueEntry> Remembered(List<City> cities, DatasetsAnswer answer) =>
        from entry in _state?.Entries ?? []
        let city = cities.Find(c => c.Id == entry.City.Id)
        where city is { Answers: false } && !answer.Datasets.Any(d => d.City == city.Id)
        select entry with { City = city, Missing = true };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gateway does not answer, the last catalogue is shown: {Reason}")]
    private static partial void Away(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The activity table cannot be read: {Reason}")]
    private static partial void Deaf(ILogger logger, string reason);
}
