using System.Text.Json;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.Observations;
using UrbanDataHub.Sensors.Quality;
using UrbanDataHub.Sensors.SensorThings.Model;
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Changes one observation, which lies in a key of its datastream and time.</summary>
internal sealed class ObservationChange(WriteSession session)
{
    // One that comes to lie where another is has a name of its own, as one that is added.
    private const string Change = """
        UPDATE hub.observations o SET
            datastream_id = n.datastream_id, phenomenon_time = n.phenomenon_time, result = n.result, feature_id = n.feature_id, result_time = n.result_time,
            details = nullif(n.details, '{}'),
            source = CASE WHEN EXISTS (SELECT FROM hub.observations x WHERE x.datastream_id = n.datastream_id AND x.phenomenon_time = n.phenomenon_time AND x.source = 0 AND x.observation_id <> o.observation_id)
                THEN hashtextextended(n.observation_id::text, 0) & 9223372036854775807 ELSE 0 END
        FROM (
            SELECT observation_id, coalesce($2, datastream_id) AS datastream_id, coalesce($3, phenomenon_time) AS phenomenon_time,
                CASE WHEN $4 THEN $5 ELSE result END AS result, coalesce($6, feature_id) AS feature_id, CASE WHEN $7 THEN $8 ELSE result_time END AS result_time,
                (coalesce(details, '{}') - $9::text[]) || coalesce($10, '{}') AS details
            FROM hub.observations WHERE observation_id = $1
        ) n
        WHERE o.observation_id = n.observation_id
        """;

    // What a member of an observation is called in its details.
    private static readonly Dictionary<string, string[]> _details = new(StringComparer.Ordinal)
    {
        ["phenomenonTime"] = ["end"], ["result"] = ["result"], ["validTime"] = ["validFrom", "validUntil"], ["resultQuality"] = ["resultQuality"], ["parameters"] = ["parameters"],
    };

    /// <summary>Changes what is given.</summary>
    /// <exception cref="ProblemException">400: a related entity does not exist.</exception>
    public async Task ChangeAsync(EntityInput input, long id)
    {
        var (before, isTuple) = (await session.ReadAsync(
            "SELECT o.datastream_id, d.element_types IS NOT NULL FROM hub.observations o JOIN hub.datastreams d USING (datastream_id) WHERE o.observation_id = $1", row => (row.GetInt64(0), row.GetBoolean(1)), id))[0];
        var (datastream, feature) = (await OwnerAsync(input, isTuple), await NamedAsync(input, "FeatureOfInterest"));
        var elements = isTuple ? await TupleElements.ReadAsync(session, id) : [];
        var time = input.Text("phenomenonTime") is { } text ? InputValues.Time(text, true, "phenomenonTime") : null;
        if (time?.Begin is { } begin)
            await ReachAsync(begin);
        var resultTime = input.Text("resultTime") is { } known ? InputValues.Time(known, false, "resultTime") : null;
        var given = input.Values.Keys.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        await session.ReadAsync("SELECT 1 FROM hub.datastreams WHERE datastream_id = ANY ($1) ORDER BY datastream_id FOR NO KEY UPDATE", row => 1, (object)new[] { before, datastream ?? before });
        await session.ExecuteAsync(
            Change, id, Typed(datastream, NpgsqlDbType.Bigint), Typed(time?.Begin, NpgsqlDbType.TimestampTz),
            given.Contains("result"), Typed(ObservationInputs.Number(input.Value("result"), "result"), NpgsqlDbType.Double), Typed(feature, NpgsqlDbType.Bigint),
            given.Contains("resultTime"), Typed(resultTime?.Begin, NpgsqlDbType.TimestampTz),
            given.SelectMany(g => _details.GetValueOrDefault(g) ?? []).ToArray(), WriteSession.Json(ObservationInputs.Details(input, time?.End, input.Value("result"))));
        if (isTuple)
        {
            await CheckAsync(id);
            await TupleElements.FollowAsync(session, id, elements, datastream is not null && datastream != before);
        }

        await Judgement.JudgeAsync(session.Connection, session.Transaction, id, session.Cancel);
        session.Renewed.UnionWith([before, datastream ?? before]);
    }

    /// <summary>Makes sure that there is a partition for a time.</summary>
    /// <exception cref="ProblemException">400: what is so old is not kept.</exception>
    private Task ReachAsync(DateTime time) => session.Partitions.Refuse(time) is { } refusal
        ? throw Faults.Member("phenomenonTime", refusal)
        : session.Partitions.EnsureAsync([Partitions.YearOf(time)], session.Cancel);

    /// <summary>The Datastream, or MultiDatastream of a tuple, that it is to belong to; null if it stays.</summary>
    /// <exception cref="ProblemException">400: there is none, or it takes no such observations.</exception>
    private async Task<long?> OwnerAsync(EntityInput input, bool isTuple)
    {
        var (own, other) = isTuple ? ("MultiDatastream", "Datastream") : ("Datastream", "MultiDatastream");
        if (input.To(other) is not null)
            throw input.Wrong(other, $"the Observation is one of a {own}, and stays one");
        if (await NamedAsync(input, own) is not { } owner)
            return null;
        return await session.NumberAsync("SELECT multi_datastream_id FROM hub.datastreams WHERE datastream_id = $1", owner) is { } tuples
            ? throw input.Wrong(own, $"{own}s({owner}) has one of the ObservedProperties of MultiDatastreams({tuples}); its observations come with those of the others")
            : owner;
    }

    /// <summary>Makes sure that a tuple fits its MultiDatastream after the change.</summary>
    /// <exception cref="ProblemException">400: it does not; the element is named.</exception>
    private async Task CheckAsync(long id)
    {
        var (types, result) = (await session.ReadAsync(
            "SELECT d.element_types::text, (o.details -> 'result')::text FROM hub.observations o JOIN hub.datastreams d USING (datastream_id) WHERE o.observation_id = $1",
            row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)), id))[0];
        using var json = result is null ? null : JsonDocument.Parse(result);
        if (Elements.Misfit(types, json?.RootElement) is { } misfit)
            throw Faults.Member(misfit.Member, misfit.Fault);
    }

    private async Task<long?> NamedAsync(EntityInput input, string navigation) => input.To(navigation) is [{ Id: { } id }]
        ? await Entities.NamedAsync(session, EntityModel.Target(input.Type.Navigation(navigation)!), id, navigation)
        : null;

    private static Npgsql.NpgsqlParameter Typed(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
