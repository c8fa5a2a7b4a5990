using GraphQL;
using GraphQL.Execution;
using GraphQL.Resolvers;
using GraphQL.Types;
using Microsoft.Extensions.Primitives;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Graph.Relations;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph.Series;

/// <summary>
/// The field <c>latest</c>: of a series what its feature tells anyway, without a question; of a station the latest of all its
/// series, with one question a city for a whole page of stations.
/// </summary>
internal sealed class LatestFields(SeriesCollections collections, CollectionTypes types, PropertyTypes properties, RelatedFeatures related)
{
    private const int DefaultFirst = 10;
    private readonly ObjectGraphType _type = Type(collections, types, properties);

    /// <summary>The field of a series; null without observations.</summary>
    public FieldType OfSeries() => new()
    {
        Name = "latest",
        Description = "Its newest observation; null if there is none.",
        ResolvedType = _type,
        Resolver = new FuncFieldResolver<object?>(context => IsThere((FeatureNode)context.Source!) ? context.Source : null),
    };

    /// <summary>The field of a station. It may be null, as the city may be missing; then there is an error at its path.</summary>
    /// <param name="relation">From the station to its series.</param>
    public FieldType OfStation(Relation relation) => new FieldType
    {
        Name = "latest",
        Description = $"The newest observation of each of its {collections.Series.Title.En.ToLowerInvariant()}, the newest first; those without any are left out.",
        ResolvedType = new ListGraphType(new NonNullGraphType(_type)),
        Arguments = new QueryArguments(CollectionArguments.Argument(
            "first", new IntGraphType(), $"Observations in the answer, at most {CollectionArguments.MaximumFirst}; by default {DefaultFirst}.")),
        ValidateArguments = context => CollectionArguments.ValidateAsync(context, () => CollectionArguments.First(context.Arguments, DefaultFirst)),
        Resolver = new FuncFieldResolver<object?>(context => Resolve(context, relation)),
    }.WithComplexityImpact(context => CollectionField.Cost(context, DefaultFirst));

    private object? Resolve(IResolveFieldContext context, Relation relation)
    {
        var station = (FeatureNode)context.Source!;
        if (relation.Value(station) is not { } value)
            return Array.Empty<FeatureNode>();
        var question = Question(context.Arguments, relation);
        var log = (FederationLog)context.UserContext;
        var path = context.Path.OfType<string>().ToList();
        return log.Batches.Join(
            context.FieldAst, relation, () => RelatedAsk.Batch(question, related, log, path, context.CancellationToken), new RelatedAsk(station, value),
            ask => ask.Found.Nodes.Where(IsThere));
    }

    private RelatedQuestion Question(IDictionary<string, ArgumentValue>? given, Relation relation)
    {
        var (first, time) = (CollectionArguments.First(given, DefaultFirst), collections.Latest.LatestTime);
        var parameters = new Dictionary<string, string> { ["sortby"] = "-" + time, ["filter"] = $"{time} IS NOT NULL", ["filter-lang"] = "cql2-text" };
        var items = QuestionReader.Read(new QueryCollection(parameters.ToDictionary(p => p.Key, p => new StringValues(p.Value))), relation.To);
        parameters["limit"] = first.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new RelatedQuestion(relation, parameters, first, false, null, items);
    }

    private bool IsThere(FeatureNode series) => PropertyTypes.Value(series.Property(collections.Latest.LatestTime), PropertyKind.Instant) is not null;

    private static ObjectGraphType Type(SeriesCollections collections, CollectionTypes types, PropertyTypes properties)
    {
        var (series, latest) = (collections.Series, collections.Latest);
        var type = new ObjectGraphType { Name = "LatestObservation", Description = "The newest observation of a series, as last kept with it." };
        Fields.Add<FeatureNode>(
            type, "phenomenonTime", new NonNullGraphType(properties.DateTime), "Its time, or the begin of the period that it covers.",
            n => PropertyTypes.Value(n.Property(latest.LatestTime), PropertyKind.Instant));
        Fields.Add<FeatureNode>(
            type, "result", new FloatGraphType(), "The result; null if it is no number.", n => PropertyTypes.Value(n.Property(latest.LatestResult), PropertyKind.Number));
        Fields.Add<FeatureNode>(type, GraphNames.Single(series), new NonNullGraphType(types.Node(series)), "Whose it is.", n => n);
        return type;
    }
}
