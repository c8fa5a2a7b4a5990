using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Complexity;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>
/// The field of one collection. Its arguments are turned into the query string of the same OGC question, and asked the
/// same way, so that ids, filters and counts are the same.
/// </summary>
public sealed class CollectionField(CollectionDescriptor collection, CollectionArguments arguments, CityRegistry registry, ItemsPages pages)
{
    /// <summary>Features a page when the client does not say.</summary>
    public const int DefaultFirst = 100;

    private static readonly string[] Paged = ["nodes", "edges", "pageInfo"];

    /// <summary>The field.</summary>
    public FieldType Field(IGraphType connection) => new FieldType
    {
        Name = GraphNames.Field(collection),
        Description = collection.Description.En,
        ResolvedType = new NonNullGraphType(connection),
        Arguments = arguments.Of(DefaultFirst, CollectionArguments.Argument(
            "city", new ListGraphType(new NonNullGraphType(new StringGraphType())), "Cities to ask; by default all that hold the collection.")),
        Resolver = new FuncFieldResolver<object?>(context => new ValueTask<object?>(ResolveAsync(context))),
        ValidateArguments = context => CollectionArguments.ValidateAsync(context, () => Read(context.Arguments)),
    }.WithComplexityImpact(context => Cost(context, DefaultFirst));

    /// <summary>The same field by the name that another standard has for the collection.</summary>
    public FieldType Alias(string name, IGraphType connection)
    {
        var field = Field(connection);
        (field.Name, field.Description) = (name, $"{GraphNames.Field(collection)} by the word of another standard: the same rows, ids and counts.");
        return field;
    }

    /// <summary>What a connection costs: as many of its children as rows are asked for.</summary>
    public static FieldComplexityResult Cost(FieldImpactContext context, int otherwise) => new(1, Math.Max(1, context.GetArgument<int?>("first") ?? otherwise));

    /// <summary>What the lists of a connection cost: their length is counted with the connection.</summary>
    public static FieldComplexityResult Rows(FieldImpactContext context) => new(1, 1);

    /// <summary>Whether rows are wanted, and not the count alone.</summary>
    public static bool WantsRows(IResolveFieldContext context) => context.SubFields!.Values.Any(f => Paged.Contains(f.Field.Name.StringValue));

    /// <summary>Asks the cities. A missing one becomes an error with the path of the field, and costs no healthy row.</summary>
    private async Task<object?> ResolveAsync(IResolveFieldContext context)
    {
        var question = Read(context.Arguments);
        // The count alone needs no row.
        if (!WantsRows(context))
            question = question with { Items = question.Items with { Limit = 0 } };
        using var page = await AskAsync(question, context);
        var federation = page.Federation;
        ((FederationLog)context.UserContext).Add(context.Path, federation);
        // Rows of a stale city are there; that they are old is told in the extensions.
        foreach (var city in federation.Cities.Where(c => c.State is not (CityStates.Answered or CityStates.Stale)))
            context.Errors.Add(Missing(city, context.ResponsePath));
        return FeatureConnection.Of(page);
    }

    /// <summary>The error for a city that is missing at a field.</summary>
    public static ExecutionError Missing(CityAnswer city, IEnumerable<object>? path) => new($"{city.City}: {city.Detail}")
    {
        Path = path,
        Code = "CITY_MISSING",
        Extensions = new Dictionary<string, object?> { ["city"] = city.City, ["state"] = city.State },
    };

    private async Task<FederatedPage> AskAsync(FederatedQuestion question, IResolveFieldContext context)
    {
        try
        {
            return await pages.AskAsync(question, context.CancellationToken);
        }
        catch (ProblemException e)
        {
            throw new ExecutionError(e.Message) { Code = "BAD_ARGUMENT" };
        }
    }

    private FederatedQuestion Read(IDictionary<string, GraphQL.Execution.ArgumentValue>? given)
    {
        var parameters = arguments.Read(given);
        parameters["limit"] = CollectionArguments.First(given, DefaultFirst).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (CollectionArguments.After(given) is { } after)
            parameters["cursor"] = after;
        return FederatedQuestion.Read(new QueryCollection(parameters), collection, registry);
    }
}
