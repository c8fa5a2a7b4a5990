using GraphQL;
using GraphQL.Types;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>The types of the collections, made from their descriptors: feature, edge, connection. Each is made once.</summary>
public sealed class CollectionTypes(PropertyTypes types)
{
    private readonly ObjectGraphType _pageInfo = PageInfo();
    private readonly Dictionary<string, ObjectGraphType> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObjectGraphType> _connections = new(StringComparer.Ordinal);

    /// <summary>The type of one feature.</summary>
    public ObjectGraphType Node(CollectionDescriptor collection)
    {
        if (!_nodes.TryGetValue(collection.Id, out var type))
            _nodes[collection.Id] = type = MakeNode(collection);
        return type;
    }

    /// <summary>The connection (as the Relay specification has it, with nodes and a count).</summary>
    public ObjectGraphType Connection(CollectionDescriptor collection)
    {
        if (!_connections.TryGetValue(collection.Id, out var type))
            _connections[collection.Id] = type = MakeConnection(collection);
        return type;
    }

    /// <summary>Title, meaning and unit of a property.</summary>
    public static string Describe(PropertyDescriptor property) =>
        property.Title.En
        + (property.Description is { } description ? $": {description.En}" : "")
        + (property.Unit is { } unit ? $" [{unit}]" : "");

    private ObjectGraphType MakeConnection(CollectionDescriptor collection)
    {
        var name = GraphNames.Type(collection);
        var node = new NonNullGraphType(Node(collection));
        var edge = new ObjectGraphType { Name = name + "Edge", Description = $"A {collection.Singular} and where it stands." };
        Fields.Add<FeatureNode>(edge, "cursor", new NonNullGraphType(new StringGraphType()), "Pass it as after to go on behind this feature.", n => n.Page.CursorAfter(n));
        Fields.Add<FeatureNode>(edge, "node", node, collection.Title.En, n => n);

        var connection = new ObjectGraphType { Name = name + "Connection", Description = $"A page of {collection.Title.En.ToLowerInvariant()}." };
        Fields.Add<FeatureConnection>(connection, "totalCount", new IntGraphType(), "Features that match over all pages; null while a city is missing.", c => c.Page.Matched);
        Fields.Add<FeatureConnection>(connection, "nodes", new NonNullGraphType(new ListGraphType(node)), collection.Title.En, c => c.Nodes).WithComplexityImpact(CollectionField.Rows);
        Fields.Add<FeatureConnection>(connection, "edges", new NonNullGraphType(new ListGraphType(new NonNullGraphType(edge))), collection.Title.En, c => c.Nodes).WithComplexityImpact(CollectionField.Rows);
        Fields.Add<FeatureConnection>(connection, "pageInfo", new NonNullGraphType(_pageInfo), "Whether there is more.", c => c.Page);
        return connection;
    }

    private static ObjectGraphType PageInfo()
    {
        var type = new ObjectGraphType { Name = "PageInfo", Description = "Whether there is more, and where to go on." };
        Fields.Add<INodePage>(type, "hasNextPage", new NonNullGraphType(new BooleanGraphType()), "Whether cities that can be reached have more.", p => p.HasNext);
        Fields.Add<INodePage>(type, "endCursor", new StringGraphType(), "Pass it as after for the next page; with a missing city, once it is back.", p => p.Cursor);
        return type;
    }

    private ObjectGraphType MakeNode(CollectionDescriptor collection)
    {
        var type = new ObjectGraphType { Name = GraphNames.Type(collection), Description = collection.Description.En };
        Fields.Add<FeatureNode>(type, "id", new NonNullGraphType(new IdGraphType()), "City, ':' and local id; unique in the federation.", n => n.Id);
        Fields.Add<FeatureNode>(type, "city", new NonNullGraphType(new StringGraphType()), "Id of the city.", n => n.City);
        if (collection.Geometry is not null)
            Fields.Add<FeatureNode>(type, "geometry", types.GeoJson, "Where it lies.", n => PropertyTypes.Geometry(n.Feature));
        foreach (var property in collection.Properties)
            Fields.Add<FeatureNode>(type, property.Name, types.Output(collection, property), Describe(property), n => PropertyTypes.Value(n.Property(property.Name), property.Kind));
        return type;
    }
}
