using System.Globalization;

namespace UrbanDataHub.Sensors.SensorThings.Model;

/// <summary>What a value is, for comparing and for writing it.</summary>
internal enum ValueKind
{
    /// <summary>A number; SQL <c>double precision</c> or an integer.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A moment; SQL <c>timestamptz</c>.</summary>
    Time,

    /// <summary>A period, or a moment where it has no end; compared by its begin.</summary>
    Period,

    /// <summary>A geometry in CRS84.</summary>
    Geometry,

    /// <summary>Any JSON.</summary>
    Json,

    /// <summary>True or false; no property has it, expressions do.</summary>
    Boolean,

    /// <summary>A length of time; SQL <c>interval</c>.</summary>
    Duration,
}

/// <summary>A property of an entity.</summary>
/// <param name="Column">Column of the entity's view, and of its table; of a period the column of its begin.</param>
/// <param name="End">Column of a period's end.</param>
/// <param name="Nullable">Whether it is written as null where there is no value; others are left out.</param>
internal sealed record EntityProperty(string Name, ValueKind Kind, string Column, string? End = null, bool Nullable = false)
{
    /// <summary>Column of the value as the client wrote it, where <see cref="Column"/> holds only what can be compared; null for none.</summary>
    public string? Json { get; init; }

    /// <summary>Whether no entity is made without it.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it follows from other entities; what a client writes for it is not kept.</summary>
    public bool Derived { get; init; }
}

/// <summary>A relation of an entity.</summary>
/// <param name="Name">As in addresses: <c>Datastreams</c>, <c>Thing</c>.</param>
/// <param name="Target">Name of the entity set that it leads to.</param>
/// <param name="Many">Whether it leads to any number of entities.</param>
/// <param name="From">Column of the entity from which the relation goes.</param>
/// <param name="Condition">What holds for the entities it leads to: <c>{0}</c> is their alias, <c>{1}</c> the value of <paramref name="From"/>.</param>
internal sealed record Navigation(string Name, string Target, bool Many, string From, string Condition)
{
    /// <summary>Whether no entity is made without it.</summary>
    public bool Required { get; init; }

    /// <summary>Table of the pairs of a relation of many to many; null for the others.</summary>
    public LinkTable? Links { get; init; }

    /// <summary>Column of the target's table that holds the id of this entity, of a relation of one to many; null for the others.</summary>
    public string? To { get; init; }

    /// <summary>View that the target's rows come from by this relation, with its order; null for the target's own.</summary>
    public OrderedView? Ordered { get; init; }

    /// <summary>Column, of this entity's view, that tells whether the relation leads anywhere; null where it always may.</summary>
    public string? Presence { get; init; }

    /// <summary>The entity at which the relation is written, if that is not this one: a problem in words; null otherwise.</summary>
    public string? WrittenElsewhere { get; init; }

    /// <summary>The condition in a statement.</summary>
    public string Holds(string alias, string value) => string.Format(CultureInfo.InvariantCulture, Condition, alias, value);
}

/// <summary>Pairs of entities.</summary>
/// <param name="Own">Column of the entity that the relation goes from.</param>
/// <param name="Other">Column of the entity that it leads to.</param>
internal sealed record LinkTable(string Table, string Own, string Other);

/// <summary>Related entities in an order of their own.</summary>
/// <param name="View">It has the columns of the target's view; an entity may be there more than once.</param>
/// <param name="Key">Columns of the order, unique among the entities of one owner.</param>
internal sealed record OrderedView(string View, IReadOnlyList<KeyColumn> Key);

/// <summary>A column of the order in which entities come.</summary>
/// <param name="Type">Its SQL type.</param>
internal sealed record KeyColumn(string Column, string Type);

/// <summary>One of the entity types of SensorThings (OGC 18-088, clause 8.2).</summary>
/// <param name="Name">As in the standard: <c>Thing</c>.</param>
/// <param name="Set">Its entity set: <c>Things</c>.</param>
/// <param name="View">View of the database that its rows come from; it has a column <c>id</c>.</param>
/// <param name="Table">Table behind the view, that what clients write goes to.</param>
/// <param name="Id">Column of the id in that table.</param>
/// <param name="Key">Columns of the order in which entities come when none is asked; together they are unique and indexed.</param>
internal sealed record EntityType(
    string Name, string Set, string View, string Table, string Id, IReadOnlyList<KeyColumn> Key, IReadOnlyList<EntityProperty> Properties, IReadOnlyList<Navigation> Navigations)
{
    /// <summary>SQL that tells which rows of the table are of this type, <c>e</c> is their alias; null for all.</summary>
    public string? Rows { get; init; }

    /// <summary>The property of this name; null if there is none.</summary>
    public EntityProperty? Property(string name) => Properties.FirstOrDefault(p => p.Name == name);

    /// <summary>The relation of this name; null if there is none.</summary>
    public Navigation? Navigation(string name) => Navigations.FirstOrDefault(n => n.Name == name);
}
