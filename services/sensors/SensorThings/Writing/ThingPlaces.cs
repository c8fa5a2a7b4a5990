using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Where things are, and were.</summary>
internal static class ThingPlaces
{
    /// <summary>Moves a thing: the locations are where it is now, and its history tells of it (OGC 18-088, clause 8.2.3).</summary>
    public static async Task MoveAsync(WriteSession session, long thing, IReadOnlyCollection<long> locations)
    {
        var places = locations.ToArray();
        await session.ExecuteAsync("DELETE FROM hub.thing_locations WHERE thing_id = $1 AND location_id <> ALL ($2)", thing, places);
        await session.ExecuteAsync("INSERT INTO hub.thing_locations SELECT $1, unnest($2::bigint[]) ON CONFLICT DO NOTHING", thing, places);
        session.Things.Add(thing);
        if (places.Length == 0)
            return;
        // Not now(), which is one moment for all that a request does.
        var moment = await session.NumberAsync("INSERT INTO hub.historical_locations (thing_id, time) VALUES ($1, clock_timestamp()) RETURNING historical_location_id", thing);
        await session.ExecuteAsync("INSERT INTO hub.historical_location_locations SELECT $1, unnest($2::bigint[])", moment, places);
    }

    /// <summary>Things that are at a location.</summary>
    public static Task<List<long>> AtAsync(WriteSession session, long location) =>
        session.ReadAsync("SELECT thing_id FROM hub.thing_locations WHERE location_id = $1", row => row.GetInt64(0), location);

    /// <summary>Links two entities of many to many.</summary>
    public static async Task LinkAsync(WriteSession session, EntityType type, Navigation navigation, long id, IReadOnlyCollection<long> others)
    {
        if (type == EntityModel.Thing && navigation.Name == "Locations")
        {
            await MoveAsync(session, id, others);
        }
        else if (type == EntityModel.Location && navigation.Name == "Things")
        {
            foreach (var thing in others)
                await MoveAsync(session, thing, [id]);
        }
        else
        {
            var links = navigation.Links!;
            await session.ExecuteAsync($"INSERT INTO {links.Table} ({links.Own}, {links.Other}) SELECT $1, unnest($2::bigint[]) ON CONFLICT DO NOTHING", id, others.ToArray());
        }
    }
}
