using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>What is asked of entities that are there.</summary>
internal static class Entities
{
    /// <summary>The id of an entity that a body names.</summary>
    /// <exception cref="ProblemException">400: there is none.</exception>
    public static async Task<long> NamedAsync(WriteSession session, EntityType type, long id, string at) =>
        await session.NumberAsync($"SELECT id FROM {type.View} WHERE id = $1", id) ?? throw Faults.Member(at.TrimEnd('/'), $"there is no {type.Set}({id})");

    /// <summary>Locks an entity that is to be changed or deleted.</summary>
    /// <exception cref="ProblemException">404: there is none. 409: a source owns it, or it is an element of what can be changed.</exception>
    public static async Task LockAsync(WriteSession session, EntityType type, long id)
    {
        var owned = await session.ReadAsync(
            $"SELECT {Imported(type)}, {Tuples(type)} FROM {type.Table} e WHERE e.{type.Id} = $1 AND {type.Rows ?? "true"} FOR UPDATE OF e",
            row => (Imported: row.GetBoolean(0), Tuples: row.IsDBNull(1) ? (long?)null : row.GetInt64(1)), id);
        if (owned.Count == 0)
            throw ProblemException.NotFound($"There is no {type.Set}({id}).");
        if (owned[0].Imported)
            throw Faults.Imported(type, id);
        if (owned[0].Tuples is { } tuples)
            throw Faults.OfTuple(type, id, tuples);
    }

    /// <summary>The MultiDatastream whose element it is.</summary>
    private static string Tuples(EntityType type) => type switch
    {
        _ when type == EntityModel.Observation => "(SELECT d.multi_datastream_id FROM hub.datastreams d WHERE d.datastream_id = e.datastream_id)",
        _ when type == EntityModel.Datastream => "e.multi_datastream_id",
        _ => "NULL::bigint",
    };

    private static string Imported(EntityType type) => type switch
    {
        _ when type == EntityModel.Observation => "(SELECT d.imported FROM hub.datastreams d WHERE d.datastream_id = e.datastream_id)",
        _ when type == EntityModel.HistoricalLocation => "(SELECT t.imported FROM hub.things t WHERE t.thing_id = e.thing_id)",
        _ => "e.imported",
    };
}
