using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Validation;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>The fields of the subscription: what happens at this node, as its services tell it.</summary>
/// <param name="recorded">Null where no collection is one of series.</param>
internal sealed class SubscriptionFields(
    NodeEvents events, CityRegistry registry, CollectionCatalogue catalogue, EventTypes types, CollectionTypes collections, ObjectGraphType alert, RecordedField? recorded)
{
    private const string Scope = " Events of this node's own cities; partners tell theirs at their own gateways. Nothing is repeated: who was away reads the change feed of the collection, or 'alerts'.";

    /// <summary>The subscription type.</summary>
    public ObjectGraphType Type()
    {
        var type = new ObjectGraphType { Name = "Subscription", Description = "What happens from now on, by WebSocket (graphql-transport-ws) or as server-sent events." };
        type.AddField(Field("featuresChanged", "Features of a collection were inserted, updated or deleted in one transaction.", types.FeatureChange(), FeaturesChanged, City(), Collection()));
        type.AddField(Field("observationsRecorded", "Observations were recorded or corrected in one transaction.", types.ObservationChange(), ObservationsRecorded, City(), Datastream()));
        if (recorded is not null)
            type.AddField(Field("observationRecorded", "Observations were recorded; these are they.", recorded.Type(collections), recorded.Stream, City(), Datastream(), Station()));
        type.AddField(Field("importFinished", "A source was imported, failed or is held back.", types.ImportReport(), ImportFinished, City()));
        type.AddField(Field("alertChanged", "An alert was raised, or is over.", alert, AlertChanged, City()));
        return type;
    }

    private IObservable<Alert> AlertChanged(IResolveFieldContext context)
    {
        var cities = context.GetArgument<HashSet<string>?>("city");
        return new AlertStream(events, alert => cities?.Contains(alert.City) != false);
    }

    private IObservable<FeaturesChanged> FeaturesChanged(IResolveFieldContext context)
    {
        var (cities, collections) = (context.GetArgument<HashSet<string>?>("city"), context.GetArgument<HashSet<string>?>("collection"));
        return events.Of<FeaturesChanged>(e => cities?.Contains(e.City) != false && collections?.Contains(e.Collection) != false);
    }

    private IObservable<ObservationsRecorded> ObservationsRecorded(IResolveFieldContext context)
    {
        var (cities, datastreams) = (context.GetArgument<HashSet<string>?>("city"), context.GetArgument<HashSet<long>?>("datastream"));
        return events.Of<ObservationsRecorded>(e => cities?.Contains(e.City) != false && datastreams?.Overlaps(e.Datastreams) != false);
    }

    private IObservable<ImportFinished> ImportFinished(IResolveFieldContext context)
    {
        var cities = context.GetArgument<HashSet<string>?>("city");
        return events.Of<ImportFinished>(e => cities?.Contains(e.Report.City) != false);
    }

    private FieldType Field<T>(string name, string description, ObjectGraphType type, Func<IResolveFieldContext, IObservable<T>> stream, params QueryArgument[] arguments) => new()
    {
        Name = name,
        Description = description + Scope,
        ResolvedType = new NonNullGraphType(type),
        Arguments = new QueryArguments(arguments),
        ValidateArguments = Validate,
        Resolver = new FuncFieldResolver<object?>(context => context.Source),
        StreamResolver = new SourceStreamResolver<T>(stream),
    };

    /// <summary>A city or collection that can never come would be a stream that is silent for ever.</summary>
    private ValueTask Validate(FieldArgumentsValidationContext context)
    {
        try
        {
            if (context.Arguments?.TryGetValue("city", out var cities) == true && cities.Value is not null)
                Check(registry.Read([.. ((IEnumerable<object>)cities.Value).Cast<string>()]));
            if (context.Arguments?.TryGetValue("collection", out var collections) == true && collections.Value is not null)
                Check(((IEnumerable<object>)collections.Value).Cast<string>());
            if (context.Arguments?.TryGetValue("station", out var stations) == true && stations.Value is not null)
                CheckStations(((IEnumerable<object>)stations.Value).Cast<string>());
        }
        catch (ProblemException e)
        {
            context.ReportError(new ValidationError(context.ValidationContext.Document.Source, "BAD_ARGUMENT", e.Message, context.FieldAst)
            {
                Code = "BAD_ARGUMENT",
                Extensions = new Dictionary<string, object?> { ["parameter"] = e.Parameter },
            });
        }

        return ValueTask.CompletedTask;
    }

    private static void Check(IEnumerable<Place> places, string parameter = "city")
    {
        if (places.FirstOrDefault(p => !p.Own) is { } partner)
            throw ProblemException.Parameter400(parameter, $"'{partner.City}' is held by the node '{partner.Node}', which tells its events itself: {partner.Public}/graphql.");
    }

    private void Check(IEnumerable<string> collections)
    {
        if (collections.FirstOrDefault(c => catalogue.Find(c) is null) is { } unknown)
            throw ProblemException.Parameter400("collection", $"There is no collection '{unknown}'.");
    }

    private void CheckStations(IEnumerable<string> stations)
    {
        foreach (var station in stations)
        {
            if (station.Split(':', 2) is not [var city, not ""])
                throw ProblemException.Parameter400("station", $"'{station}' is no feature id: city, ':' and local id.");
            Check(registry.Read([city], "station"), "station");
        }
    }

    private static QueryArgument City() => Argument("city", new StringGraphType(), "Only of these cities; by default all of this node.");

    private static QueryArgument Collection() => Argument("collection", new StringGraphType(), "Only of these collections.");

    private static QueryArgument Datastream() => Argument("datastream", new LongGraphType(), "Only of these datastreams.");

    private static QueryArgument Station() => Argument("station", new StringGraphType(), "Only of the stations with these feature ids.");

    private static QueryArgument Argument(string name, IGraphType type, string description) =>
        new(new ListGraphType(new NonNullGraphType(type))) { Name = name, Description = description };
}
