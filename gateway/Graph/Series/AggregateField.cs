using System.Collections;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Validation.Complexity;
using UrbanDataHub.Gateway.Graph.Batches;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph.Series;

/// <summary>
/// The field <c>aggregates</c> of a series. It does not ask for the series it stands on: it joins a batch with all others,
/// which is asked once a city.
/// </summary>
internal sealed class AggregateField(CollectionDescriptor series, CityAggregates aggregates, DateTimeScalar dateTime)
{
    private readonly EnumerationGraphType _period = Enumeration("AggregatePeriod", "How long buckets are. They lie by UTC; weeks begin on Monday.", BucketLength.All.Select(l => (l.Name, l.Text)));
    private readonly EnumerationGraphType _function = Enumeration(
        "AggregateFunction", "What is made of the results in a bucket.", AggregatesQuestion.Functions.Select(f => (f.ToUpperInvariant(), f)));

    /// <summary>The field. It may be null, as the city may be missing; then there is an error at its path.</summary>
    public FieldType Field() => new FieldType
    {
        Name = "aggregates",
        Description = $"What the results come to in each hour, day, week, month, quarter or year; buckets without results are left out, and there are at most {AggregatesQuestion.MostBuckets}.",
        ResolvedType = new ListGraphType(new NonNullGraphType(Bucket())),
        Arguments = new QueryArguments(
            CollectionArguments.Argument("from", new NonNullGraphType(dateTime), "The first bucket is the one that this instant lies in."),
            CollectionArguments.Argument("to", new NonNullGraphType(dateTime), "The last one is that before this instant."),
            new QueryArgument(new NonNullGraphType(_period)) { Name = "every", Description = "How long a bucket is.", DefaultValue = "PT1H" },
            new QueryArgument(new NonNullGraphType(new ListGraphType(new NonNullGraphType(_function)))) { Name = "fn", Description = "The functions of 'values', in its order.", DefaultValue = new[] { "mean" } }),
        ValidateArguments = context => CollectionArguments.ValidateAsync(context, () => AggregatesQuestion.Read(context.Arguments, [])),
        Resolver = new FuncFieldResolver<object?>(Resolve),
    }.WithComplexityImpact(Cost);

    /// <summary>As many of its children as there may be buckets.</summary>
    private static FieldComplexityResult Cost(FieldImpactContext context) =>
        new(1, AggregatesQuestion.Count(context.GetArgument<string?>("from"), context.GetArgument<string?>("to"), context.GetArgument<string?>("every")));

    private object? Resolve(IResolveFieldContext context)
    {
        var question = AggregatesQuestion.Read(context.Arguments, context.SubFields!.Values.Select(f => f.Field.Name.StringValue));
        var log = (FederationLog)context.UserContext;
        var path = context.Path.OfType<string>().ToList();
        return log.Batches.Join(context.FieldAst, question, () => Batch(question, log, path, context.CancellationToken), new AggregateAsk((FeatureNode)context.Source!), Result);
    }

    private Batch<AggregateAsk> Batch(AggregatesQuestion question, FederationLog log, IReadOnlyList<object> path, CancellationToken cancel) => new(async asks =>
    {
        foreach (var city in await aggregates.AskAsync(question, series.Domain, asks, cancel))
            log.Add(path, FederationAnswer.Of([city]));
    });

    private static object? Result(AggregateAsk ask) => ask.Missing is { } missing ? throw CollectionField.Missing(missing, null) : ask.Buckets;

    private ObjectGraphType Bucket()
    {
        var type = new ObjectGraphType { Name = "AggregateBucket", Description = "What the results in one stretch of time come to." };
        var number = new FloatGraphType();
        Fields.Add<AggregateBucket>(type, "time", new NonNullGraphType(dateTime), "Where it begins.", b => b.Time);
        Fields.Add<AggregateBucket>(type, "exact", new NonNullGraphType(new BooleanGraphType()), "False while the city works it out anew after a write.", b => b.Exact);
        Fields.Add<AggregateBucket>(type, "values", new NonNullGraphType(new ListGraphType(number)), "What each function of 'fn' makes of it, in that order; null without results.", b => b.Values)
            .WithComplexityImpact(context => new FieldComplexityResult((context.Parent?.GetArgument<object?>("fn") as IEnumerable)?.Cast<object>().Count() ?? 1, 1));
        foreach (var function in AggregatesQuestion.Functions.Where(f => f != "count"))
            Fields.Add<AggregateBucket>(type, function, number, Meaning(function), b => b.Value(function));
        Fields.Add<AggregateBucket>(type, "count", new NonNullGraphType(new LongGraphType()), "How many results there are.", b => (long)(b.Value("count") ?? 0));
        return type;
    }

    private static string Meaning(string function) => function switch
    {
        "mean" => "The sum by the count.",
        "min" => "The smallest result.",
        "max" => "The largest result.",
        "sum" => "All results together.",
        "first" => "The earliest result.",
        _ => "The latest result.",
    };

    private static EnumerationGraphType Enumeration(string name, string description, IEnumerable<(string Name, string Value)> members)
    {
        var type = new EnumerationGraphType { Name = name, Description = description };
        foreach (var (member, value) in members)
            type.Add(member, value);
        return type;
    }
}
