using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Deletes entities with those that cannot be without them (OGC 18-088, clause 10.4, table 25).</summary>
internal sealed class EntityRemoval(WriteSession session)
{
    /// <summary>Deletes an entity.</summary>
    /// <exception cref="ProblemException">404: there is none. 409: a source owns it.</exception>
    public async Task RemoveAsync(EntityType addressed, long id)
    {
        var type = EntityModel.OfSet(addressed.Set)!;
        await Entities.LockAsync(session, type, id);
        await BeforeAsync(type, id);
        await session.ExecuteAsync($"DELETE FROM {type.Table} WHERE {type.Id} = $1", id);
    }

    /// <summary>Notes what follows, and clears what no key of the database does.</summary>
    private async Task BeforeAsync(EntityType type, long id)
    {
        if (type == EntityModel.Thing)
            session.GoneStations.UnionWith(await session.ReadAsync("SELECT city, station FROM hub.things WHERE thing_id = $1", row => (row.GetString(0), row.GetString(1)), id));
        if (type == EntityModel.Thing || type == EntityModel.Sensor || type == EntityModel.ObservedProperty)
            session.Cities.UnionWith(await session.ReadAsync(Concerned(type), row => row.GetString(0), id));
        if (type == EntityModel.Datastream || type == EntityModel.MultiDatastream)
            session.Cities.UnionWith(await session.ReadAsync("SELECT city FROM hub.datastreams WHERE datastream_id = $1", row => row.GetString(0), id));
        if (type == EntityModel.Location)
        {
            session.Things.UnionWith(await ThingPlaces.AtAsync(session, id));
            await session.ExecuteAsync("DELETE FROM hub.historical_locations WHERE historical_location_id IN (SELECT historical_location_id FROM hub.historical_location_locations WHERE location_id = $1)", id);
        }

        if (type == EntityModel.FeatureOfInterest)
            session.Renewed.UnionWith(await session.ReadAsync("SELECT DISTINCT datastream_id FROM hub.observations WHERE feature_id = $1", row => row.GetInt64(0), id));
        if (type == EntityModel.Observation)
        {
            session.Renewed.UnionWith(await session.ReadAsync("SELECT datastream_id FROM hub.observations WHERE observation_id = $1", row => row.GetInt64(0), id));
            session.Renewed.UnionWith(await TupleElements.RemoveAsync(session, id));
        }
    }

    // A MultiDatastream goes with each of its elements; whoever adds observations locks it before them.
    private static string Concerned(EntityType type) => $"""
        SELECT city FROM hub.datastreams WHERE {type.Id} = $1 OR datastream_id IN (SELECT multi_datastream_id FROM hub.datastreams WHERE {type.Id} = $1)
        ORDER BY datastream_id FOR UPDATE
        """;
}
