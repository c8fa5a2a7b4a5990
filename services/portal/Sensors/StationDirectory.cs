using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Sensors;

/// <summary>
/// The stations as they stand. Cities are asked once a second at most, however many visitors there are: an answer serves
/// whoever came no later than a second after it was asked for.
/// </summary>
public sealed partial class StationDirectory(
    SensorAnswers answers, CatalogueCache catalogue, HubSettings settings, TimeProvider clock, ILogger<StationDirectory> logger) : IDisposable
{
    private const string Stations = "monitoring-stations";
    private const int MostAlerts = 1000;
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private volatile SensorSnapshot? _latest;

    /// <summary>The stations.</summary>
    /// <exception cref="GatewayException">The gateway does not answer.</exception>
    public async Task<SensorSnapshot> GetAsync(CancellationToken cancel)
    {
        var since = clock.GetUtcNow() - Young;
        if (_latest is { } latest && latest.AskedAt >= since)
            return latest;
        await _one.WaitAsync(cancel);
        try
        {
            return _latest is { } renewed && renewed.AskedAt >= since ? renewed : _latest = await AskAsync(cancel);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<SensorSnapshot> AskAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (names, alerts, suspect) = (answers.AllAsync(Stations, cancel), AlertsAsync(cancel), SuspectAsync(cancel));
        var page = await answers.AllAsync("datastreams", cancel);
        var federation = await catalogue.GetAsync(cancel);
        var datastreams = page.Rows.Select(Datastream.Of).Where(d => d.Station.Length > 0).DistinctBy(d => d.Id).ToList();
        var raised = (await alerts ?? []).SelectMany(a => a.Datastreams, (a, number) => (a.City, number)).ToHashSet();
        var doubted = await suspect;
        SensorState State(Datastream d) => raised.Contains((d.City, d.Number)) ? SensorState.Alert
            : doubted?.Contains(d.Number) == true && IsNumbered(d.City) ? SensorState.Suspect
            : d.IsLate(now) ? SensorState.Late
            : SensorState.Reporting;
        return new SensorSnapshot(
            now,
            Group(datastreams, (await names).Rows, federation, State),
            await alerts ?? [],
            page.Federation?.Cities.Where(c => c.State is CityStates.Late or CityStates.Failed).Select(c => c.City).ToList() ?? [],
            page.Next is not null,
            doubted is not null,
            await alerts is not null);
    }

    private List<Station> Group(List<Datastream> datastreams, IReadOnlyList<FeatureRow> rows, CatalogueState federation, Func<Datastream, SensorState> state)
    {
        var names = rows.GroupBy(r => r.Id).ToDictionary(g => g.Key, g => g.First().Text("name"));
        return datastreams
            .GroupBy(d => d.Station)
            .Select(g => (Id: g.Key, City: federation.City(g.First().City), Readings: g.Select(d => new Reading(d, state(d))).OrderBy(r => r.Datastream.Property, StringComparer.Ordinal).ThenBy(r => r.Datastream.Number).ToList()))
            .Where(s => s.City is not null)
            .Select(s => new Station(s.Id, names.GetValueOrDefault(s.Id) ?? s.Id, s.City!, settings.Node.Cities.Contains(s.City!.Id), s.Readings))
            .OrderBy(s => s.City.Id, StringComparer.Ordinal)
            .ThenBy(s => s.Name, StringComparer.CurrentCulture)
            .ThenBy(s => s.Id, StringComparer.Ordinal)
            .ToList();
    }

    // Without a number of its own a node asks no partner for entities, and their numbers may be the same as its own.
    private bool IsNumbered(string city) => settings.Node.Number is not null || settings.Node.Cities.Contains(city);

    private async Task<IReadOnlyList<Alert>?> AlertsAsync(CancellationToken cancel) =>
        await OrNothingAsync(async () => (await answers.AlertsAsync(city: null, active: true, MostAlerts, cancel)).Alerts);

    private Task<IReadOnlySet<long>?> SuspectAsync(CancellationToken cancel) => OrNothingAsync(() => answers.SuspectAsync(cancel));

    // Values are worth showing without their state, and the page says so.
    private async Task<T?> OrNothingAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (GatewayException e)
        {
            Unknown(logger, e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state of stations is known in part only: {Reason}")]
    private static partial void Unknown(ILogger logger, string reason);
}
