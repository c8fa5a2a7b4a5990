using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Reads bodies as entities (OGC 18-088, clause 10.2).</summary>
internal static class InputReader
{
    private const int MostLevels = 8;

    /// <summary>An entity to be made, with whatever is made with it.</summary>
    /// <param name="given">Relation that the address gives already; null for none.</param>
    /// <exception cref="ProblemException">400: something is missing, unknown or of the wrong kind; it names the member.</exception>
    public static EntityInput Whole(EntityType type, JsonElement body, Navigation? given = null, string at = "", int level = 0)
    {
        if (level > MostLevels)
            throw Faults.Member(at, $"entities are nested more than {MostLevels} deep");
        var input = Read(type, body, at, (navigation, element, below) => Related(navigation, element, below, level));
        if (type.Properties.FirstOrDefault(p => p.Required && input.Values.GetValueOrDefault(p) is null && !(type == EntityModel.Observation && input.Values.ContainsKey(p))) is { } missing)
            throw input.Wrong(missing.Name, $"a {type.Name} needs this property");
        if (type.Navigations.FirstOrDefault(n => n.Required && n != given && !input.Related.ContainsKey(n)) is { } without)
            throw input.Wrong(without.Name, $"a {type.Name} needs this relation: {{\"@iot.id\": …}}, or an entity to be made with it");
        if (type == EntityModel.Observation)
            CheckOwner(input, given);
        if (type == EntityModel.MultiDatastream)
            MultiDatastreams.CheckWhole(input);
        return input;
    }

    /// <summary>An Observation is one of a Datastream or of a MultiDatastream (clause 12).</summary>
    private static void CheckOwner(EntityInput input, Navigation? given)
    {
        var owners = input.Type.Navigations.Where(n => n.Presence is not null).ToList();
        var named = owners.FindAll(n => n == given || input.Related.ContainsKey(n));
        if (named.Count == 0)
            throw input.Wrong(owners[0].Name, $"an Observation needs this relation or {owners[1].Name}: {{\"@iot.id\": …}}, or an entity to be made with it");
        if (named.Count > 1)
            throw input.Wrong(owners[1].Name, $"an Observation belongs to a {owners[0].Name} or to a {owners[1].Name}, not to both");
    }

    /// <summary>What is to be changed of an entity. Entities cannot be made on the way (clause 10.3).</summary>
    /// <exception cref="ProblemException">400, as for a whole one.</exception>
    public static EntityInput Part(EntityType type, JsonElement body) => Read(type, body, "", (navigation, element, at) =>
        Id(element) is { } id && element.EnumerateObject().All(m => IsControl(m.Name))
            ? new RelatedInput(id, null)
            : throw Faults.Member(at.TrimEnd('/'), $"a change names related entities by id, {{\"@iot.id\": …}}; a {EntityModel.Target(navigation).Name} cannot be made or changed within it"));

    /// <summary>All of an entity, in place of what it was: what is not given is taken away. Its relations stay unless they are named.</summary>
    /// <exception cref="ProblemException">400, as for a whole one.</exception>
    public static EntityInput Replacement(EntityType type, JsonElement body)
    {
        var input = Part(type, body);
        if (type.Properties.FirstOrDefault(p => p.Required && !input.Values.ContainsKey(p)) is { } missing)
            throw input.Wrong(missing.Name, $"a {type.Name} needs this property");
        var values = type.Properties.Where(p => !p.Derived).ToDictionary(p => p, p => input.Values.GetValueOrDefault(p));
        return input with { Values = values };
    }

    private static EntityInput Read(EntityType type, JsonElement body, string at, Func<Navigation, JsonElement, string, RelatedInput> related)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw Faults.Member(at.TrimEnd('/'), $"a {type.Name} is a JSON object");
        var values = new Dictionary<EntityProperty, JsonElement?>();
        var relations = new Dictionary<Navigation, IReadOnlyList<RelatedInput>>();
        foreach (var member in body.EnumerateObject().Where(m => !IsControl(m.Name)))
        {
            if (type.Property(member.Name) is { } property)
                values[property] = InputValues.Check(property, member.Value, at + member.Name);
            else if (type.Navigation(member.Name) is { WrittenElsewhere: { } elsewhere })
                throw Faults.Member(at + member.Name, elsewhere);
            else if (type.Navigation(member.Name) is { } navigation)
                relations[navigation] = Relations(navigation, member.Value, at + member.Name, related);
            else
                throw Faults.Member(at + member.Name, $"a {type.Name} has no such member; it has {string.Join(", ", type.Properties.Select(p => p.Name).Concat(type.Navigations.Select(n => n.Name)))}");
        }

        return new EntityInput(type, at, values, relations);
    }

    private static List<RelatedInput> Relations(Navigation navigation, JsonElement value, string at, Func<Navigation, JsonElement, string, RelatedInput> related)
    {
        if (!navigation.Many)
            return [related(navigation, value, at + "/")];
        if (value.ValueKind != JsonValueKind.Array)
            throw Faults.Member(at, $"must be an array of {navigation.Target}");
        return [.. value.EnumerateArray().Select((element, i) => related(navigation, element, string.Create(CultureInfo.InvariantCulture, $"{at}/{i}/")))];
    }

    private static RelatedInput Related(Navigation navigation, JsonElement element, string at, int level)
    {
        if (Id(element) is { } id && element.EnumerateObject().All(m => IsControl(m.Name)))
            return new RelatedInput(id, null);
        var target = EntityModel.Target(navigation);
        return new RelatedInput(null, Whole(target, element, Back(navigation, target), at, level + 1));
    }

    /// <summary>The relation of the target that leads back, where it leads to one.</summary>
    public static Navigation? Back(Navigation navigation, EntityType target) =>
        navigation.To is null ? null : target.Navigations.FirstOrDefault(n => !n.Many && n.From == navigation.To);

    private static long? Id(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("@iot.id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : null;

    // What an answer has beside properties and relations may be sent back with them.
    private static bool IsControl(string name) => name.Contains("@iot.", StringComparison.Ordinal);
}
