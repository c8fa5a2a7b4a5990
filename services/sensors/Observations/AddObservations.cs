using Npgsql;
using UrbanDataHub.Sensors.Alerts;
using UrbanDataHub.Sensors.Quality;
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>
/// The write path of observations that come one by one or in small batches, in the caller's transaction. The same
/// observation again is the one that is there; another value for the same datastream and time is kept beside it, since
/// nobody knows which is right. One that cannot be taken does not spoil the others.
/// </summary>
internal sealed class AddObservations(NpgsqlConnection connection, NpgsqlTransaction transaction, Partitions partitions, CancellationToken cancel)
{
    /// <summary>Adds them; the outcomes stand in their order.</summary>
    public async Task<Added[]> AddAsync(IReadOnlyList<NewObservation> observations)
    {
        var outcomes = new Added[observations.Count];
        var known = await LockAsync(observations.Select(o => o.Datastream).Distinct());
        var features = await FeaturesAsync(observations.Select(o => o.Feature).OfType<long>().Distinct().ToArray());
        var unseen = await NewMessagesAsync(observations);
        var taken = new List<(int At, NewObservation Observation)>(observations.Count);
        for (var i = 0; i < observations.Count; i++)
        {
            var observation = observations[i];
            if (observation.Message is { } message && !unseen.Remove(message))
                outcomes[i] = new Added(null, false, null);
            else if (!known.TryGetValue(observation.Datastream, out var datastream))
                outcomes[i] = new Added(null, false, Elements.None(observation));
            else if (Elements.Refuse(observation, datastream.ElementTypes, datastream.Tuples) is { } misfit)
                outcomes[i] = new Added(null, false, misfit.Fault) { Member = misfit.Member };
            else if (partitions.Refuse(observation.PhenomenonTime) is { } refusal)
                outcomes[i] = new Added(null, false, refusal);
            else if (observation.Feature is { } feature && !features.Contains(feature))
                outcomes[i] = new Added(null, false, $"There is no FeatureOfInterest {feature}");
            else if (observation.Feature is null && datastream.Feature is null && !datastream.Imported)
                outcomes[i] = new Added(null, false, "The observation names no FeatureOfInterest, and its Thing has no Location that one could be made of");
            else
                taken.Add((i, observation with { Feature = observation.Feature ?? datastream.Feature }));
        }

        await partitions.EnsureAsync(taken.Select(t => Partitions.YearOf(t.Observation.PhenomenonTime)), cancel);
        var written = await new ObservationRows(connection, transaction, cancel).InsertAsync(taken.ConvertAll(t => t.Observation));
        for (var i = 0; i < taken.Count; i++)
            outcomes[taken[i].At] = new Added(written[i].Id, written[i].Inserted, null);
        var added = taken.Where(t => outcomes[t.At].Inserted).Select(t => t.Observation).ToList();
        var judged = taken.Where((t, i) => written[i].Inserted && (known[t.Observation.Datastream].Ruled || Judgement.MayDoubt(t.Observation, written[i].Source))).Select(t => t.Observation).ToList();
        var elements = await Elements.SpreadAsync(connection, transaction, [.. taken.Where(t => t.Observation.IsTuple && outcomes[t.At].Inserted)
            .Select(t => (outcomes[t.At].Id!.Value, t.Observation.Datastream, t.Observation.PhenomenonTime))], cancel);
        added.AddRange(elements.Select(e => e.Observation));
        judged.AddRange(elements.Select(e => e.Observation));
        await Judgement.JudgeAsync(connection, transaction, [.. judged.Select(o => o.Datastream)], [.. judged.Select(o => o.PhenomenonTime)], cancel);
        await AlertQueue.AddAsync(connection, transaction, [.. added.Select(o => o.Datastream)], [.. added.Select(o => o.PhenomenonTime)], cancel);
        foreach (var element in elements)
            known[element.Observation.Datastream] = known[element.Tuples];
        await new SeriesSummaries(connection, transaction, cancel).CarryOnAsync(added, o => known[o.Datastream].City);
        if (added.Count > 0)
            await Announcements.AddAsync(connection, transaction, "Observations", outcomes.Where(o => o.Inserted).Select(o => o.Id!.Value).Concat(elements.Select(e => e.Id)), cancel,
                (added.Min(o => o.PhenomenonTime), added.Max(o => o.PhenomenonTime)));
        return outcomes;
    }

    /// <summary>
    /// The datastreams that there are, locked until the end of the transaction so that two writers see each other's values;
    /// each with the feature of interest of its thing's place (OGC 18-088, clause 8.2.8), which is made if it is new.
    /// </summary>
    private async Task<Dictionary<long, Datastream>> LockAsync(IEnumerable<long> ids)
    {
        await using var command = transaction.Command(Lock, ids.ToArray());
        var known = new Dictionary<long, Datastream>();
        await using (var row = await command.ExecuteReaderAsync(cancel))
        {
            while (await row.ReadAsync(cancel))
                known.Add(row.GetInt64(0), new Datastream(row.GetString(1), row.GetBoolean(2), row.GetInt64(3), null, row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetInt64(5), row.GetBoolean(6)));
        }

        foreach (var thing in known.Where(k => !k.Value.Imported).GroupBy(k => k.Value.Thing).ToList())
        {
            var feature = await FeatureAsync(thing.Key);
            foreach (var (id, datastream) in thing)
                known[id] = datastream with { Feature = feature };
        }

        return known;
    }

    private const string Lock = """
        SELECT d.datastream_id, d.city, d.imported, d.thing_id, d.element_types::text, d.multi_datastream_id,
            EXISTS (SELECT FROM hub.quality_rules r WHERE r.property = d.property AND r.unit = d.unit)
        FROM hub.datastreams d WHERE d.datastream_id = ANY ($1) ORDER BY d.datastream_id FOR NO KEY UPDATE
        """;

    /// <summary>Those that there are, kept until the end of the transaction.</summary>
    private async Task<HashSet<long>> FeaturesAsync(long[] ids)
    {
        var features = new HashSet<long>();
        if (ids.Length == 0)
            return features;
        await using var command = transaction.Command("SELECT feature_id FROM hub.features_of_interest WHERE feature_id = ANY ($1) ORDER BY feature_id FOR KEY SHARE", ids);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            features.Add(row.GetInt64(0));
        return features;
    }

    /// <summary>Those messages that did not come before.</summary>
    private async Task<HashSet<Guid>> NewMessagesAsync(IReadOnlyList<NewObservation> observations)
    {
        var messages = observations.Select(o => o.Message).OfType<Guid>().Distinct().Order().ToArray();
        var unseen = new HashSet<Guid>();
        if (messages.Length == 0)
            return unseen;
        await using var command = transaction.Command("INSERT INTO hub.received_messages (message_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING message_id", messages);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            unseen.Add(row.GetGuid(0));
        return unseen;
    }

    private async Task<long?> FeatureAsync(long thing)
    {
        await using var command = transaction.Command("SELECT hub.feature_of_place($1)", thing);
        return await command.ExecuteScalarAsync(cancel) as long?;
    }

    private sealed record Datastream(string City, bool Imported, long Thing, long? Feature, string? ElementTypes, long? Tuples, bool Ruled);
}
