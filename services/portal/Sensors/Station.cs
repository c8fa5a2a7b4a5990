using UrbanDataHub.Portal.Catalogue;

namespace UrbanDataHub.Portal.Sensors;

/// <summary>A datastream and how it stands.</summary>
public sealed record Reading(Datastream Datastream, SensorState State);

/// <summary>A station with all of its datastreams, of which there is at least one.</summary>
/// <param name="Id">Feature id of the monitoring station.</param>
/// <param name="Own">Whether its city is this node's, which hears of its values at once.</param>
public sealed record Station(string Id, string Name, City City, bool Own, IReadOnlyList<Reading> Readings)
{
    /// <summary>The worst state of a datastream.</summary>
    public SensorState State => Readings.Max(r => r.State);

    /// <summary>Longitude and latitude; null when unknown.</summary>
    public double[]? Place => Readings.Select(r => r.Datastream.Place).FirstOrDefault(p => p is not null);

    /// <summary>The datastream of an observed property that told last; null when there is none.</summary>
    public Reading? Of(string property) => Readings.Where(r => r.Datastream.Property == property).MaxBy(r => (r.Datastream.Last, r.Datastream.Id));

    /// <summary>Address of its page.</summary>
    public string Address => $"/sensors/stations/{Uri.EscapeDataString(Id)}";
}

/// <summary>All stations of the federation at one moment.</summary>
/// <param name="AskedAt">When the cities were asked.</param>
/// <param name="Stations">By city and name.</param>
/// <param name="Alerts">The active alerts, newest first.</param>
/// <param name="Missing">Ids of cities that did not answer.</param>
/// <param name="IsPart">True when there are more datastreams than were asked for.</param>
/// <param name="QualityKnown">False when it could not be asked which values are suspect.</param>
/// <param name="AlertsKnown">False when alerts could not be asked.</param>
public sealed record SensorSnapshot(
    DateTimeOffset AskedAt,
    IReadOnlyList<Station> Stations,
    IReadOnlyList<Schemas.Alert> Alerts,
    IReadOnlyList<string> Missing,
    bool IsPart,
    bool QualityKnown,
    bool AlertsKnown)
{
    private readonly Dictionary<string, (Station Station, Reading Reading)> _datastreams =
        Stations.SelectMany(s => s.Readings, (station, reading) => (station, reading)).ToDictionary(r => r.reading.Datastream.Id);

    /// <summary>A datastream by its feature id; null when no city that answers has it.</summary>
    public (Station Station, Reading Reading)? Datastream(string id) => _datastreams.TryGetValue(id, out var found) ? found : null;

    /// <summary>A station by its feature id; null when no city that answers has it, with a datastream.</summary>
    public Station? Station(string id) => Stations.FirstOrDefault(s => s.Id == id);
}
