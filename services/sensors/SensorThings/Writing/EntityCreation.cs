using System.Text.Json;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.Observations;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>The entity below whose address another is made.</summary>
/// <param name="Navigation">The relation from it to the new one.</param>
internal sealed record Owner(EntityType Type, Navigation Navigation, long Id);

/// <summary>Makes entities, with those that stand in them (deep insert; OGC 18-088, clause 10.2.1.2): all of them or none.</summary>
/// <param name="node">This node; a thing that names no city is of its first.</param>
internal sealed class EntityCreation(WriteSession session, NodeFile node)
{
    /// <summary>Makes an entity and returns its id.</summary>
    /// <param name="owner">What its address says it belongs to; null for nothing.</param>
    /// <exception cref="ProblemException">400: it cannot be made; the member that is wrong is named.</exception>
    public async Task<long> CreateAsync(EntityInput input, Owner? owner = null)
    {
        if (owner?.Navigation is { Ordered: not null } or { WrittenElsewhere: not null })
            throw ProblemException.NotFound($"No {input.Type.Name} is made at this address: a MultiDatastream names its ObservedProperties in their order, with a unit and a type for each. Write it at /MultiDatastreams.");
        if (input.Type == EntityModel.Observation)
            return (await ObserveAsync([input], owner))[0];
        var columns = ColumnValues.Of(input);
        foreach (var (navigation, id) in await ToOneAsync(input, owner))
            columns.Add(navigation.From, id);
        if (input.Type == EntityModel.Thing)
            columns.Add("city", City(input));
        if (input.Type == EntityModel.Datastream || input.Type == EntityModel.MultiDatastream)
            columns.AddSql("imported", "false");
        if (input.Type == EntityModel.MultiDatastream)
            MultiDatastreams.AddProperties(columns, await RelatedAsync(input.Type.Navigation("ObservedProperties")!, input));
        var made = await columns.InsertAsync(session, input.Type);
        await ToManyAsync(input, made);
        if (owner is { Navigation.Links: not null })
            await ThingPlaces.LinkAsync(session, owner.Type, owner.Navigation, owner.Id, [made]);
        session.Written.Add((input.Type, made));
        if (input.Type == EntityModel.Thing)
            session.Things.Add(made);
        if (input.Type == EntityModel.Datastream)
            session.Datastreams.Add(made);
        if (input.Type == EntityModel.MultiDatastream)
            await MultiDatastreams.FollowAsync(session, made);
        return made;
    }

    /// <summary>Makes observations, all of them or none.</summary>
    /// <exception cref="ProblemException">400: one cannot be made.</exception>
    public async Task<long[]> ObserveAsync(IReadOnlyList<EntityInput> inputs, Owner? owner)
    {
        var observations = new List<NewObservation>(inputs.Count);
        foreach (var input in inputs)
        {
            var one = await ToOneAsync(input, owner);
            long? feature = one.TryGetValue(input.Type.Navigation("FeatureOfInterest")!, out var named) ? named : null;
            var isTuple = one.TryGetValue(input.Type.Navigation("MultiDatastream")!, out var tuples);
            observations.Add(ObservationInputs.Of(input, isTuple ? tuples : one[input.Type.Navigation("Datastream")!], isTuple, feature));
        }

        var added = await new AddObservations(session.Connection, session.Transaction, session.Partitions, session.Cancel).AddAsync(observations);
        for (var i = 0; i < added.Length; i++)
        {
            if (added[i].Fault is { } fault)
                throw Faults.Member((inputs[i].At + added[i].Member).TrimEnd('/'), fault);
        }

        return [.. added.Select(a => a.Id!.Value)];
    }

    /// <summary>The related entities of the relations to one, made where they stand in the entity.</summary>
    private async Task<Dictionary<Navigation, long>> ToOneAsync(EntityInput input, Owner? owner)
    {
        var found = new Dictionary<Navigation, long>();
        var back = owner is null ? null : InputReader.Back(owner.Navigation, input.Type);
        foreach (var navigation in input.Type.Navigations.Where(n => !n.Many))
        {
            if (navigation == back)
                found.Add(navigation, owner!.Id);
            else if (input.To(navigation.Name) is [var related])
                found.Add(navigation, await RelatedAsync(navigation, related, input));
        }

        return found;
    }

    // Links first: observations may need the place of the thing that is made with them.
    private async Task ToManyAsync(EntityInput input, long made)
    {
        foreach (var (navigation, related) in input.Related.Where(r => r.Key is { Many: true, Ordered: null }).OrderBy(r => r.Key.Links is null))
        {
            if (navigation.Links is not null)
                await LinkAsync(input, navigation, made);
            else
                await FillAsync(input, navigation, related, made);
        }
    }

    private async Task LinkAsync(EntityInput input, Navigation navigation, long made)
    {
        if (await RelatedAsync(navigation, input) is { Count: > 0 } others)
            await ThingPlaces.LinkAsync(session, input.Type, navigation, made, others);
    }

    private async Task FillAsync(EntityInput input, Navigation navigation, IReadOnlyList<RelatedInput> related, long made)
    {
        if (related.FirstOrDefault(r => r.Id is not null) is { Id: { } id })
            throw input.Wrong(navigation.Name, $"{navigation.Target}({id}) belongs to another {input.Type.Name}; change it there");
        var owner = new Owner(input.Type, navigation, made);
        if (EntityModel.Target(navigation) == EntityModel.Observation)
        {
            await ObserveAsync([.. related.Select(r => r.Inline!)], owner);
            return;
        }

        foreach (var one in related)
            await CreateAsync(one.Inline!, owner);
    }

    /// <summary>The related entities of a relation to many, made where they stand in the entity; in their order.</summary>
    private async Task<List<long>> RelatedAsync(Navigation navigation, EntityInput input)
    {
        var others = new List<long>();
        foreach (var one in input.Related[navigation])
            others.Add(await RelatedAsync(navigation, one, input));
        return others;
    }

    private async Task<long> RelatedAsync(Navigation navigation, RelatedInput related, EntityInput input) => related.Id is { } id
        ? await Entities.NamedAsync(session, EntityModel.OfSet(navigation.Target)!, id, input.At + navigation.Name)
        : await CreateAsync(related.Inline!);

    private string City(EntityInput thing)
    {
        if (thing.Value("properties") is not { } properties || !properties.TryGetProperty("city", out var city))
            return node.Cities[0];
        var name = city.ValueKind == JsonValueKind.String ? city.GetString() : null;
        if (name is not null && node.Cities.Contains(name))
            return name;
        throw thing.Wrong("properties/city", node.Partners.FirstOrDefault(p => p.Type == PartnerType.Node && p.Cities.Contains(name)) is { } partner
            ? $"'{name}' is a city of the node '{partner.Node}'; write its things to {partner.Url.ToString().TrimEnd('/')}{ServiceRoot.Path}/Things"
            : $"{city.GetRawText()} is no city of this node; it has {string.Join(", ", node.Cities)}");
    }
}
