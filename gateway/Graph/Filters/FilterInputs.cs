using GraphQL.Types;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph.Filters;

/// <summary>
/// The input types of <c>filter</c> and <c>orderBy</c>, made from the descriptors: each property with the operators of CQL2
/// (OGC 21-065r2) that fit its kind.
/// </summary>
public sealed class FilterInputs(PropertyTypes types)
{
    private readonly Dictionary<string, InputObjectGraphType> _operators = new(StringComparer.Ordinal);
    private readonly EnumerationGraphType _direction = Direction();

    /// <summary>The filter of a collection.</summary>
    public InputObjectGraphType Filter(CollectionDescriptor collection)
    {
        var type = new InputObjectGraphType { Name = GraphNames.Type(collection) + "Filter", Description = $"What must hold of a {collection.Singular}; all of it." };
        Add(type, SortOrder.Id, Comparable("ID", new IdGraphType()), "Feature id: city, ':' and local id.");
        Add(type, "city", Text(), "Id of the city.");
        foreach (var property in collection.Properties.Where(p => !FilterWriter.Logic.Contains(p.Name)))
            Add(type, property.Name, Operators(collection, property), CollectionTypes.Describe(property));
        if (collection.Geometry is { } geometry)
            Add(type, geometry.Name, Spatial(), "Where it lies.");
        Add(type, "and", new ListGraphType(new NonNullGraphType(type)), "All of these.");
        Add(type, "or", new ListGraphType(new NonNullGraphType(type)), "At least one of these.");
        Add(type, "not", type, "Not this.");
        return type;
    }

    /// <summary>One step of the order of a collection.</summary>
    public InputObjectGraphType Order(CollectionDescriptor collection)
    {
        var type = new InputObjectGraphType { Name = GraphNames.Type(collection) + "Order", Description = "One property and its direction. Rows without a value come last in either direction." };
        Add(type, SortOrder.Id, _direction, "Feature id.");
        foreach (var property in SortOrder.Sortables(collection))
            Add(type, property.Name, _direction, CollectionTypes.Describe(property));
        return type;
    }

    private InputObjectGraphType Operators(CollectionDescriptor collection, PropertyDescriptor property) => property.Kind switch
    {
        PropertyKind.Text when types.Input(collection, property) is EnumerationGraphType codes => Codes(codes),
        PropertyKind.Text => Text(),
        PropertyKind.TextList => Lists(),
        PropertyKind.Boolean => Equal("Boolean", types.Input(collection, property)),
        _ => Comparable(types.Input(collection, property).Name, types.Input(collection, property)),
    };

    private InputObjectGraphType Equal(string kind, IGraphType value) => Once(kind + "Filter", type =>
    {
        Add(type, "eq", value, "Equal.");
        Add(type, "ne", value, "Not equal.");
        Add(type, "isNull", new BooleanGraphType(), "Whether there is no value.");
    });

    private InputObjectGraphType Codes(EnumerationGraphType codes) => Once(codes.Name + "Filter", type =>
    {
        Add(type, "eq", codes, "Equal.");
        Add(type, "ne", codes, "Not equal.");
        Add(type, "in", ListOf(codes), "One of these.");
        Add(type, "isNull", new BooleanGraphType(), "Whether there is no value.");
    });

    private InputObjectGraphType Comparable(string kind, IGraphType value) => Once(kind + "Filter", type =>
    {
        AddComparisons(type, value);
        Add(type, "isNull", new BooleanGraphType(), "Whether there is no value.");
    });

    private InputObjectGraphType Text() => Once("StringFilter", type =>
    {
        AddComparisons(type, types.String);
        Add(type, "like", types.String, "A pattern: % for any characters, _ for one, \\ before these for themselves.");
        Add(type, "isNull", new BooleanGraphType(), "Whether there is no value.");
        Add(type, "casei", Insensitive("CaseInsensitive", "Upper and lower case are alike."), "Upper and lower case are alike.");
        Add(type, "accenti", Insensitive("AccentInsensitive", "Letters with and without accents are alike."), "Letters with and without accents are alike.");
    });

    private InputObjectGraphType Insensitive(string kind, string description) => Once(kind + "StringFilter", type =>
    {
        type.Description = description;
        Add(type, "eq", types.String, "Equal.");
        Add(type, "ne", types.String, "Not equal.");
        Add(type, "like", types.String, "A pattern with % and _.");
        Add(type, "in", ListOf(types.String), "One of these.");
    });

    private InputObjectGraphType Lists() => Once("StringListFilter", type =>
    {
        Add(type, "equals", ListOf(types.String), "The same texts.");
        Add(type, "contains", ListOf(types.String), "All of these, and perhaps more.");
        Add(type, "containedBy", ListOf(types.String), "None but these.");
        Add(type, "overlaps", ListOf(types.String), "At least one of these.");
        Add(type, "isNull", new BooleanGraphType(), "Whether there is no list.");
    });

    private InputObjectGraphType Spatial() => Once("GeometryFilter", type =>
    {
        foreach (var name in FilterWriter.Spatial)
            Add(type, name, types.GeoJson, $"The predicate S_{name.ToUpperInvariant()} of CQL2.");
        Add(type, "bbox", ListOf(new FloatGraphType()), "Meets the box: west, south, east, north in degrees.");
        Add(type, "isNull", new BooleanGraphType(), "Whether there is no geometry.");
    });

    private static void AddComparisons(InputObjectGraphType type, IGraphType value)
    {
        Add(type, "eq", value, "Equal.");
        Add(type, "ne", value, "Not equal.");
        Add(type, "lt", value, "Less.");
        Add(type, "le", value, "Less or equal.");
        Add(type, "gt", value, "Greater.");
        Add(type, "ge", value, "Greater or equal.");
        Add(type, "in", ListOf(value), "One of these.");
        Add(type, "between", ListOf(value), "From the first to the second of two, both included.");
    }

    private InputObjectGraphType Once(string name, Action<InputObjectGraphType> fill)
    {
        if (_operators.TryGetValue(name, out var known))
            return known;
        var type = new InputObjectGraphType { Name = name, Description = "What must hold of a value; all of it." };
        _operators[name] = type;
        fill(type);
        return type;
    }

    private static EnumerationGraphType Direction()
    {
        var type = new EnumerationGraphType { Name = "SortDirection", Description = "Direction of an order." };
        type.Add("ASC", "+", "Least first.");
        type.Add("DESC", "-", "Greatest first.");
        return type;
    }

    private static ListGraphType ListOf(IGraphType type) => new(new NonNullGraphType(type));

    private static void Add(InputObjectGraphType type, string name, IGraphType value, string description) =>
        type.AddField(new FieldType { Name = name, ResolvedType = value, Description = description });
}
