using UrbanDataHub.Sensors.Observations;
using UrbanDataHub.Sensors.Quality;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>The observations of a tuple's elements, when the tuple is changed or deleted. They lie under its time and source.</summary>
internal static class TupleElements
{
    private const string OfTuple = """
        FROM hub.observations t JOIN hub.datastreams p ON p.multi_datastream_id = t.datastream_id
        WHERE t.observation_id = $1 AND o.datastream_id = p.datastream_id AND o.phenomenon_time = t.phenomenon_time AND o.source = t.source
        """;

    private static readonly string _remove = $"DELETE {OfTuple.Replace("FROM hub.observations t", "FROM hub.observations o USING hub.observations t", StringComparison.Ordinal)} RETURNING o.datastream_id";

    private static readonly string _read = $"SELECT o.observation_id, o.datastream_id FROM hub.observations o, {OfTuple["FROM ".Length..]}";

    private const string Move = """
        UPDATE hub.observations o SET phenomenon_time = t.phenomenon_time, source = t.source FROM hub.observations t
        WHERE t.observation_id = $1 AND o.observation_id = ANY ($2) AND (o.phenomenon_time, o.source) <> (t.phenomenon_time, t.source)
        """;

    /// <summary>Deletes those of a tuple; of an observation that is none, nothing. Their datastreams.</summary>
    public static Task<List<long>> RemoveAsync(WriteSession session, long tuple) => session.ReadAsync(_remove, row => row.GetInt64(0), tuple);

    /// <summary>Those of a tuple that is about to be changed.</summary>
    public static Task<List<(long Id, long Datastream)>> ReadAsync(WriteSession session, long tuple) =>
        session.ReadAsync(_read, row => (row.GetInt64(0), row.GetInt64(1)), tuple);

    /// <summary>Lets them follow a tuple that was changed.</summary>
    /// <param name="before">Those that it had.</param>
    /// <param name="hasMoved">Whether it is one of another MultiDatastream now.</param>
    public static async Task FollowAsync(WriteSession session, long tuple, IReadOnlyList<(long Id, long Datastream)> before, bool hasMoved)
    {
        var ids = before.Select(b => b.Id).ToArray();
        if (hasMoved)
            await session.ExecuteAsync("DELETE FROM hub.observations WHERE observation_id = ANY ($1)", (object)ids);
        else
            await session.ExecuteAsync(Move, tuple, ids);
        var (datastream, time) = (await session.ReadAsync("SELECT datastream_id, phenomenon_time FROM hub.observations WHERE observation_id = $1", row => (row.GetInt64(0), row.GetDateTime(1)), tuple))[0];
        var elements = await Elements.SpreadAsync(session.Connection, session.Transaction, [(tuple, datastream, time)], session.Cancel);
        await Judgement.JudgeAsync(session.Connection, session.Transaction, [.. elements.Select(e => e.Observation.Datastream)], [.. elements.Select(e => e.Observation.PhenomenonTime)], session.Cancel);
        session.Renewed.UnionWith(before.Select(b => b.Datastream).Concat(elements.Select(e => e.Observation.Datastream)));
        session.Written.AddRange(elements.Select(e => (EntityModel.Observation, e.Id)));
    }
}
