using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Changes entities (OGC 18-088, clause 10.3).</summary>
internal sealed class EntityChange(WriteSession session)
{
    /// <summary>Changes what is given.</summary>
    /// <exception cref="ProblemException">404: there is no such entity. 409: a source owns it. 400: a related one does not exist.</exception>
    public async Task ChangeAsync(EntityInput input, long id)
    {
        await Entities.LockAsync(session, input.Type, id);
        session.Written.Add((input.Type, id));
        if (input.Type == EntityModel.Observation)
        {
            await new ObservationChange(session).ChangeAsync(input, id);
            return;
        }

        if (input.Type == EntityModel.MultiDatastream)
            await MultiDatastreams.CheckPartAsync(session, input, id);
        var columns = ColumnValues.Of(input);
        foreach (var (navigation, related) in input.Related.Where(r => !r.Key.Many))
            columns.Add(navigation.From, await Entities.NamedAsync(session, EntityModel.Target(navigation), related[0].Id!.Value, navigation.Name));
        foreach (var (navigation, related) in input.Related.Where(r => r.Key.Ordered is not null))
            MultiDatastreams.AddProperties(columns, await NamedAsync(navigation, related));
        if (!columns.IsEmpty)
            await columns.UpdateAsync(session, input.Type, id);
        foreach (var (navigation, related) in input.Related.Where(r => r.Key is { Many: true, Ordered: null }))
            await RelateAsync(input, navigation, related, id);
        await FollowAsync(input, id);
    }

    private async Task RelateAsync(EntityInput input, Navigation navigation, IReadOnlyList<RelatedInput> related, long id)
    {
        var target = EntityModel.Target(navigation);
        var others = await NamedAsync(navigation, related);
        if (navigation.Links is not null)
        {
            await ThingPlaces.LinkAsync(session, input.Type, navigation, id, others);
            return;
        }

        if (target == EntityModel.Observation)
            throw input.Wrong(navigation.Name, "observations are many; change the relation of each of them");
        foreach (var other in others)
        {
            await Entities.LockAsync(session, target, other);
            await session.ExecuteAsync($"UPDATE {target.Table} SET {navigation.To} = $1 WHERE {target.Id} = $2", id, other);
        }
    }

    private async Task<List<long>> NamedAsync(Navigation navigation, IReadOnlyList<RelatedInput> related)
    {
        var others = new List<long>();
        foreach (var one in related)
            others.Add(await Entities.NamedAsync(session, EntityModel.OfSet(navigation.Target)!, one.Id!.Value, navigation.Name));
        return others;
    }

    /// <summary>What other entities, and other doors, follow.</summary>
    private async Task FollowAsync(EntityInput input, long id)
    {
        if (input.Type == EntityModel.Thing)
            session.Things.Add(id);
        if (input.Type == EntityModel.Datastream)
            session.Datastreams.Add(id);
        if (input.Type == EntityModel.MultiDatastream)
            await MultiDatastreams.FollowAsync(session, id);
        if (input.Type == EntityModel.Location && input.Value("location") is not null)
        {
            // What is observed from now on is observed somewhere else.
            await session.ExecuteAsync("UPDATE hub.locations SET feature_id = NULL WHERE location_id = $1", id);
            session.Things.UnionWith(await ThingPlaces.AtAsync(session, id));
        }
    }
}
