using System.Text.Json;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>What a client wrote of an entity: checked for names and kinds of values, not yet for what exists.</summary>
/// <param name="At">Where it stands in the body, with a slash behind; empty for the body itself.</param>
/// <param name="Values">Values of its properties; null where the client wrote null.</param>
internal sealed record EntityInput(
    EntityType Type, string At, IReadOnlyDictionary<EntityProperty, JsonElement?> Values, IReadOnlyDictionary<Navigation, IReadOnlyList<RelatedInput>> Related)
{
    /// <summary>The value of a property as text; null if it is not given, or null.</summary>
    public string? Text(string property) => Value(property)?.GetString();

    /// <summary>The value of a property; null if it is not given, or null.</summary>
    public JsonElement? Value(string property) => Values.GetValueOrDefault(Type.Property(property)!);

    /// <summary>The related entities given; null if none are.</summary>
    public IReadOnlyList<RelatedInput>? To(string navigation) => Related.GetValueOrDefault(Type.Navigation(navigation)!);

    /// <summary>400: a member of it is wrong.</summary>
    public ProblemException Wrong(string member, string detail) => Faults.Member(At + member, detail);
}

/// <summary>A related entity: one that is there, or one to be made with it.</summary>
/// <param name="Id">Of one that is there; null for one to be made.</param>
/// <param name="Inline">One to be made; null for one that is there.</param>
internal sealed record RelatedInput(long? Id, EntityInput? Inline);

/// <summary>What can be wrong with an entity.</summary>
internal static class Faults
{
    /// <summary>400: a member of the body is wrong.</summary>
    /// <param name="member">Where it stands in the body: <c>Datastreams/0/unitOfMeasurement</c>.</param>
    public static ProblemException Member(string member, string detail) =>
        new(StatusCodes.Status400BadRequest, "Invalid entity", member.Length == 0 ? detail : $"'{member}': {detail}", member.Length == 0 ? null : member);

    /// <summary>409: the entity is an element of a MultiDatastream, or of an observation of one.</summary>
    public static ProblemException OfTuple(EntityType type, long id, long tuples) => new(
        StatusCodes.Status409Conflict, "Part of a MultiDatastream",
        type == EntityModel.Observation
            ? $"Observations({id}) is an element of an Observation of MultiDatastreams({tuples}), and follows it. Change that one."
            : $"{type.Set}({id}) has one of the ObservedProperties of MultiDatastreams({tuples}), and follows it. Change that one.");

    /// <summary>409: the sources of a city own the entity.</summary>
    public static ProblemException Imported(EntityType type, long id) => new(
        StatusCodes.Status409Conflict, "Owned by a source",
        $"{type.Set}({id}) comes from a source file of its city; what is changed here would be undone by the next import. Change it there.");
}
