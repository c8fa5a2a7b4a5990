using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Schemas.Events;
using UrbanDataHub.Sensors.Observations;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>What follows from a session's changes in the same transaction: stations, what is kept of datastreams and datasets, events.</summary>
internal sealed class Followers(WrittenDatasets datasets)
{
    private readonly StationMirror _stations = new(datasets.Stations);

    /// <summary>Brings all of them up to date.</summary>
    public async Task FollowAsync(WriteSession session)
    {
        if (session.Renewed.Count > 0)
            await session.ReadAsync("SELECT hub.renew_datastreams($1)", row => 0, session.Renewed.ToArray());
        foreach (var set in session.Written.Distinct().GroupBy(w => w.Type.Set, w => w.Id))
            await Announcements.AddAsync(session.Connection, session.Transaction, set.Key, set, session.Cancel);
        var changed = session.Datastreams.Union(session.Renewed).ToArray();
        var streams = (await session.ReadAsync("SELECT city, datastream_id FROM hub.datastreams WHERE datastream_id = ANY ($1)", row => (City: row.GetString(0), Id: row.GetInt64(1)), changed))
            .ToLookup(s => s.City, s => s.Id);
        var things = await session.ReadAsync("SELECT DISTINCT city FROM hub.things WHERE thing_id = ANY ($1)", row => row.GetString(0), session.Things.ToArray());
        foreach (var city in session.Cities.Union(streams.Select(s => s.Key)).Union(things).Order(StringComparer.Ordinal).ToList())
            await datasets.EnsureAsync(session.Connection, session.Transaction, city, session.Cancel);
        await _stations.FollowAsync(session);
        foreach (var city in session.Cities.Union(streams.Select(s => s.Key)).Order(StringComparer.Ordinal).ToList())
        {
            await SensorDatasets.SummariseAsync(session.Connection, session.Transaction, city, session.Cancel);
            var now = DateTimeOffset.UtcNow;
            await Outbox.AddAsync(session.Connection, session.Transaction, new ObservationsRecorded(city, [.. streams[city].Order()], 0, session.Renewed.Count, now, now, now), session.Cancel);
        }
    }
}
