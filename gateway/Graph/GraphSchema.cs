using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Graph.Streams;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>The GraphQL schema, made once from the descriptors: a collection more is a field more.</summary>
public static class GraphSchema
{
    /// <summary>Builds the schema.</summary>
    public static ISchema Build(CollectionCatalogue catalogue, CityRegistry registry, ItemsPages pages, CitiesEndpoints cities, NodeEvents events)
    {
        var types = new PropertyTypes();
        var collections = new CollectionTypes(types, CollectionTypes.PageInfo());
        var query = new ObjectGraphType { Name = "Query", Description = "Open data over the cities of the federation." };
        foreach (var collection in catalogue.All)
            query.AddField(Field(collection, types, collections, new CollectionField(collection, registry, pages)));
        var city = new CityFields(cities, registry, catalogue, types.DateTime);
        query.AddField(city.Cities());
        query.AddField(city.Datasets());
        var subscription = new SubscriptionFields(events, registry, catalogue, new EventTypes(types.DateTime)).Type();
        var schema = new Schema { Query = query, Subscription = subscription };
        schema.Initialize();
        return schema;
    }

    private static FieldType Field(CollectionDescriptor collection, PropertyTypes types, CollectionTypes collections, CollectionField field) => new FieldType
    {
        Name = GraphNames.Field(collection),
        Description = collection.Description.En,
        ResolvedType = new NonNullGraphType(collections.Connection(collection)),
        Arguments = new QueryArguments([.. Paging(collection), .. collection.Properties.Where(p => p.IsParameter).Select(p => Filter(collection, p, types))]),
        Resolver = new FuncFieldResolver<object?>(context => new ValueTask<object?>(field.ResolveAsync(context))),
        ValidateArguments = field.ValidateAsync,
    }.WithComplexityImpact(CollectionField.Cost);

    private static IEnumerable<QueryArgument> Paging(CollectionDescriptor collection)
    {
        yield return Argument("city", new ListGraphType(new NonNullGraphType(new StringGraphType())), "Cities to ask; by default all that hold the collection.");
        if (collection.Geometry is not null)
            yield return Argument("bbox", new ListGraphType(new NonNullGraphType(new FloatGraphType())), "West, south, east, north in degrees; west may be greater than east.");
        yield return Argument("datetime", new StringGraphType(), "An RFC 3339 instant or date, or an interval of two with '/' between; '..' is an open end.");
        yield return Argument("first", new IntGraphType(), $"Features in this page, at most {CollectionField.MaximumFirst}; by default {CollectionField.DefaultFirst}.");
        yield return Argument("after", new StringGraphType(), "A cursor of an earlier page.");
    }

    private static QueryArgument Filter(CollectionDescriptor collection, PropertyDescriptor property, PropertyTypes types) =>
        Argument(property.Name, types.Input(collection, property), CollectionTypes.Describe(property));

    private static QueryArgument Argument(string name, IGraphType type, string description) => new(type) { Name = name, Description = description };
}
