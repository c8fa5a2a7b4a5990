namespace UrbanDataHub.Schemas;

/// <summary>A text that people read, in the two languages of the portal.</summary>
public sealed record LocalText(string De, string En)
{
    /// <summary>The text in <paramref name="language"/>; anything but <c>de</c> gets English.</summary>
    public string In(string language) => language == "de" ? De : En;
}

/// <summary>What a property holds, and so its SQL column, its JSON form and its filter.</summary>
public enum PropertyKind
{
    Text,
    Date,
    Instant,
    Integer,
    Number,
    Boolean,
    TextList,
    Geometry,
}

/// <summary>One property of a collection (OGC API Features Part 5, property schema).</summary>
/// <param name="Name">The name at every door; camelCase in the collections of <c>schemas/collections</c>.</param>
/// <param name="Unit">UCUM code (<c>x-ogc-unit</c>), if the value has a unit.</param>
/// <param name="Codes">The closed list of allowed values, if there is one (<c>enum</c>).</param>
/// <param name="Geometry">The <c>format</c> of a geometry, such as <c>geometry-point</c>; null for anything else.</param>
public sealed record PropertyDescriptor(
    string Name,
    PropertyKind Kind,
    LocalText Title,
    LocalText? Description,
    string? Unit,
    string? Role,
    IReadOnlyList<string>? Codes,
    bool Required,
    double? Minimum,
    double? Maximum,
    string? Geometry)
{
    /// <summary>Its column in the table of the collection.</summary>
    public string Column => PropertyNames.Column(Name);

    /// <summary>Whether <c>?name=value</c> asks it.</summary>
    public bool IsParameter => PropertyNames.IsParameter(Name);

    /// <summary>
    /// The collection whose features its values name (<c>x-ogc-role</c> <c>reference</c> with <c>x-ogc-collectionId</c>): by
    /// their id if they are texts, by their local id in the same city if they are whole numbers. Null for anything else.
    /// </summary>
    public string? ReferredCollection { get; init; }

    /// <summary>The column of the layer that it is taken over from, in a collection that describes a layer; null otherwise.</summary>
    public string? Field { get; init; }
}

/// <summary>What a collection of series tells of their observations (<c>x-hub.series</c>): names of its properties.</summary>
/// <param name="LatestTime">The property with the time of the latest observation.</param>
/// <param name="LatestResult">The property with its result.</param>
public sealed record SeriesDescriptor(string LatestTime, string LatestResult);

/// <summary>A column that pages are keyed by, in key order.</summary>
/// <param name="Usual">Of a last column: the value that nearly all rows have, and that feature ids leave out; null for none.</param>
public sealed record KeyColumn(string Column, PropertyKind Kind, string? Usual = null);

/// <summary>
/// A harmonised feature type, the same in every city. Table, import checks, queryables, GraphQL type, CSV header
/// and portal page all follow from it, and from nothing else.
/// </summary>
/// <param name="Id">Public id, such as <c>parking-garages</c>.</param>
/// <param name="Domain">The service that owns it: <c>social</c>, <c>mobility</c>, <c>climate</c> or <c>sensors</c>.</param>
/// <param name="Singular">Singular of the id; the GraphQL type is made from it.</param>
/// <param name="Theme">Code of the EU data theme table, such as <c>TRAN</c>.</param>
/// <param name="Properties">All properties but the geometry, in <c>x-ogc-propertySeq</c> order.</param>
/// <param name="Geometry">The primary geometry; null for a collection without one.</param>
/// <param name="Instant">The property that the <c>datetime</c> parameter asks; null if there is none.</param>
/// <param name="Relation">Table or view below the schema <c>collections</c>.</param>
/// <param name="Derived">True when the table is made from this descriptor; false when a migration makes <paramref name="Relation"/>.</param>
/// <param name="Key">What pages are keyed by; <c>local_id</c> unless the descriptor says otherwise.</param>
/// <param name="Json">The descriptor file itself, for <c>/schema</c>.</param>
public sealed record CollectionDescriptor(
    string Id,
    string Domain,
    LocalText Title,
    LocalText Description,
    string Singular,
    string Theme,
    string? Model,
    IReadOnlyList<PropertyDescriptor> Properties,
    PropertyDescriptor? Geometry,
    PropertyDescriptor? Instant,
    string Relation,
    bool Derived,
    IReadOnlyList<KeyColumn> Key,
    string Json)
{
    /// <summary>The sources (<c>city/name</c>) whose layers the descriptor was made from; empty for one that somebody wrote.</summary>
    public IReadOnlyList<string> DescribedBy { get; init; } = [];

    /// <summary>The collection that may hold the same objects under the same ids, seen in another way; null for none.</summary>
    public string? SameAs { get; init; }

    /// <summary>Whether its features are areas by which people ask for what lies there.</summary>
    public bool IsArea { get; init; }

    /// <summary>What another standard calls the collection, in lower camelCase: GraphQL answers to that name too (<c>x-hub.alias</c>). Null for none.</summary>
    public string? Alias { get; init; }

    /// <summary>Set of the collection whose features are series of observations: a city answers their aggregates. Null of all others.</summary>
    public SeriesDescriptor? Series { get; init; }

    /// <summary>The name that GeoJSON has for the geometry, whatever the descriptor calls it.</summary>
    public const string GeometryName = "geometry";

    /// <summary>The property called <paramref name="name"/>, the geometry included; null if there is none.</summary>
    public PropertyDescriptor? Find(string name) =>
        Geometry is not null && (Geometry.Name == name || name == GeometryName) ? Geometry : Properties.FirstOrDefault(p => p.Name == name);
}
