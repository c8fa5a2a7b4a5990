using Npgsql;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Schemas.Events;
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>What is kept of datastreams and datasets beside their observations: it is carried on by those that were added, and told of, in the caller's transaction.</summary>
internal sealed class SeriesSummaries(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
{
    /// <summary>Carries on.</summary>
    /// <param name="city">Whose observation it is.</param>
    public async Task CarryOnAsync(IReadOnlyList<NewObservation> added, Func<NewObservation, string> city)
    {
        if (added.Count == 0)
            return;
        await DatastreamsAsync(added);
        await AreasAsync([.. added.Where(o => o.Feature is not null).Select(o => (o.Datastream, o.Feature!.Value)).Distinct()]);
        foreach (var own in added.GroupBy(city))
            await DatasetAsync(own.Key, [.. own]);
    }

    private async Task DatastreamsAsync(IReadOnlyList<NewObservation> added)
    {
        var series = added.GroupBy(o => o.Datastream).ToList();
        await using var command = transaction.Command(CarryOn, series.ConvertAll(s => s.Key).ToArray(), series.ConvertAll(s => (long)s.Count()).ToArray(),
            series.ConvertAll(s => s.Min(o => o.PhenomenonTime)).ToArray(), series.ConvertAll(s => s.Max(o => o.PhenomenonTime)).ToArray(),
            series.ConvertAll(s => s.MaxBy(o => o.PhenomenonTime).Result).ToArray(),
            series.ConvertAll(s => s.Min(o => o.ResultTime)).ToArray(), series.ConvertAll(s => s.Max(o => o.ResultTime)).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The observed area grows where a feature lies outside of it; nearly always it is the one place of the thing, and nothing is written.</summary>
    private async Task AreasAsync((long Datastream, long Feature)[] places)
    {
        if (places.Length == 0)
            return;
        await using var command = transaction.Command(Grow, places.Select(p => p.Datastream).ToArray(), places.Select(p => p.Feature).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task DatasetAsync(string city, List<NewObservation> added)
    {
        await using (var command = transaction.Command("UPDATE hub.datasets SET changed_at = now(), count = count + $2 WHERE city = $1 AND collection = 'observations'", city, (long)added.Count))
            await command.ExecuteNonQueryAsync(cancel);
        var told = new ObservationsRecorded(
            city, [.. added.Select(o => o.Datastream).Distinct().Order()], added.Count, 0, added.Min(o => o.PhenomenonTime), added.Max(o => o.PhenomenonTime), DateTimeOffset.UtcNow);
        await Outbox.AddAsync(connection, transaction, told, cancel);
    }

    private const string CarryOn = """
        UPDATE hub.datastreams d SET
            count = d.count + n.count,
            first_time = least(d.first_time, n.first_time),
            last_time = greatest(d.last_time, n.last_time),
            last_result = CASE WHEN d.last_time IS NULL OR n.last_time >= d.last_time THEN n.last_result ELSE d.last_result END,
            first_result_time = least(d.first_result_time, n.first_result_time),
            last_result_time = greatest(d.last_result_time, n.last_result_time)
        FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::float8[], $6::timestamptz[], $7::timestamptz[])
            AS n (datastream_id, count, first_time, last_time, last_result, first_result_time, last_result_time)
        WHERE n.datastream_id = d.datastream_id
        """;

    // Equal geometries are told by their bytes; only what is left is asked of GEOS.
    private const string Grow = """
        UPDATE hub.datastreams d SET observed_area = ST_ConvexHull(ST_Collect(d.observed_area, n.area)) FROM (
            SELECT d.datastream_id, ST_ConvexHull(ST_Collect(f.geom)) AS area
            FROM unnest($1::bigint[], $2::bigint[]) AS g (datastream_id, feature_id)
            JOIN hub.datastreams d USING (datastream_id) JOIN hub.features_of_interest f USING (feature_id)
            WHERE NOT d.imported AND f.geom IS NOT NULL AND (d.observed_area = f.geom) IS NOT TRUE
            GROUP BY d.datastream_id
        ) n
        WHERE n.datastream_id = d.datastream_id AND ST_Covers(d.observed_area, n.area) IS NOT TRUE
        """;
}
