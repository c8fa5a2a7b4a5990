using GraphQL.Types;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Graph.Filters;
using UrbanDataHub.Gateway.Graph.Relations;
using UrbanDataHub.Gateway.Graph.Series;
using UrbanDataHub.Gateway.Graph.Streams;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>The GraphQL schema, made once from the descriptors: a collection more is a field more.</summary>
public sealed class GraphSchema(
    CollectionCatalogue catalogue, CityRegistry registry, ItemsPages pages, CitiesEndpoints cities, NodeEvents events, RelatedFeatures related,
    FederatedAlerts federatedAlerts, CityAggregates aggregates, RecordedReader recorded, GraphOptions options)
{
    private readonly PropertyTypes _types = new();

    /// <summary>Builds the schema.</summary>
    /// <exception cref="DescriptorException">A descriptor refers to a collection that there is not.</exception>
    public ISchema Build()
    {
        var query = new ObjectGraphType { Name = "Query", Description = "Open data over the cities of the federation." };
        var (types, series) = (new CollectionTypes(_types), SeriesCollections.Of(catalogue));
        AddCollections(query, types, series);
        var city = new CityFields(cities, registry, catalogue, _types.DateTime);
        query.AddField(city.Cities());
        query.AddField(city.Datasets());
        var alerts = new AlertFields(federatedAlerts, registry, _types.DateTime);
        query.AddField(alerts.Field());
        var observations = series is null ? null : new RecordedField(series, recorded, events, _types.DateTime, options);
        var subscription = new SubscriptionFields(events, registry, catalogue, new EventTypes(_types.DateTime), types, alerts.Alert, observations).Type();
        var schema = new Schema { Query = query, Subscription = subscription };
        schema.Initialize();
        return schema;
    }

    private void AddCollections(ObjectGraphType query, CollectionTypes types, SeriesCollections? series)
    {
        var (inputs, relations) = (new FilterInputs(_types), new RelationList(catalogue));
        var arguments = catalogue.All.ToDictionary(c => c.Id, c => new CollectionArguments(c, _types, inputs));
        foreach (var collection in catalogue.All)
        {
            var field = new CollectionField(collection, arguments[collection.Id], registry, pages);
            query.AddField(field.Field(types.Connection(collection)));
            if (collection.Alias is { } alias)
                query.AddField(field.Alias(Unused(query, collection, alias), types.Connection(collection)));
            foreach (var relation in relations.Of(collection))
                types.Node(collection).AddField(new RelationField(relation, arguments[relation.To.Id], related).Field(types));
        }

        if (series is not null)
            new SeriesFields(series, aggregates, related).AddTo(types, _types, relations);
    }

    private string Unused(ObjectGraphType query, CollectionDescriptor collection, string alias) =>
        query.GetField(alias) is null && catalogue.All.All(c => GraphNames.Field(c) != alias)
            ? alias
            : throw new DescriptorException($"{collection.Domain}/{collection.Id}.json: x-hub.alias: '{alias}' is what another collection is called.");
}
