using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Answering;

/// <summary>An entity as it was read.</summary>
/// <param name="Position">Where it stands in its order, for the link to the next page.</param>
/// <param name="Values">Its written properties: a text, a number, a <see cref="DateTime"/>, a <see cref="Period"/>, <see cref="RawJson"/>, or null.</param>
/// <param name="Owners">The entity's side of each relation that is expanded; null where it leads nowhere.</param>
internal sealed record EntityRow(long Id, string?[] Position, object?[] Values, long?[] Owners)
{
    /// <summary>The relations that this entity does not have.</summary>
    public IReadOnlyList<Navigation> Absent { get; init; } = [];

    /// <summary>The related entities of each relation that is expanded.</summary>
    public EntityPage?[] Related { get; } = new EntityPage?[Owners.Length];
}

/// <summary>A period, or a moment without an end.</summary>
internal sealed record Period(DateTime Begin, DateTime? End);

/// <summary>JSON as the database wrote it.</summary>
internal sealed record RawJson(string Text);

/// <summary>A page of entities.</summary>
/// <param name="More">Whether there are more behind it.</param>
/// <param name="Count">How many there are in all; null if nobody asked.</param>
internal sealed record EntityPage(IReadOnlyList<EntityRow> Rows, bool More, long? Count);
