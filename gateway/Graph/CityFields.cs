using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>The fields <c>cities</c> and <c>datasets</c>: what there is, as last heard.</summary>
public sealed class CityFields(CitiesEndpoints cities, CityRegistry registry, CollectionCatalogue catalogue, DateTimeScalar dateTime)
{
    private static readonly StringGraphType Text = new();
    private static readonly IntGraphType Int = new();

    /// <summary><c>cities { id name node state … }</c></summary>
    public FieldType Cities()
    {
        var type = new ObjectGraphType { Name = "City", Description = "A city of the federation." };
        Fields.Add<CityEntry>(type, "id", new NonNullGraphType(new IdGraphType()), "The id that arguments take.", c => c.Id);
        type.AddField(Localised<CityEntry>("name", "What it is called.", c => c.Name));
        Fields.Add<CityEntry>(type, "node", new NonNullGraphType(Text), "The node that holds its data.", c => c.Node);
        Fields.Add<CityEntry>(type, "url", new NonNullGraphType(Text), "Its own OGC API.", c => c.Url);
        Fields.Add<CityEntry>(type, "state", new NonNullGraphType(Text), "answered, late, failed or stale: how it fared when it was last asked.", c => c.State);
        Fields.Add<CityEntry>(type, "collections", new NonNullGraphType(Int), "How many collections it holds.", c => c.Collections);
        return Field("cities", "All cities of the federation.", type, context => cities.Entries(((FederationLog)context.UserContext).Root).ToList());
    }

    /// <summary><c>datasets(city, collection) { … }</c></summary>
    public FieldType Datasets()
    {
        var type = new ObjectGraphType { Name = "Dataset", Description = "One city's filling of a collection." };
        Fields.Add<Dataset>(type, "city", new NonNullGraphType(Text), "Id of the city.", d => d.City);
        Fields.Add<Dataset>(type, "collection", new NonNullGraphType(Text), "Id of the collection.", d => d.Collection);
        type.AddField(Localised<Dataset>("title", "Title.", d => d.Title));
        type.AddField(Localised<Dataset>("description", "What it holds.", d => d.Description));
        Fields.Add<Dataset>(type, "publisher", new NonNullGraphType(Text), "Who publishes it.", d => d.Publisher);
        Fields.Add<Dataset>(type, "licence", new NonNullGraphType(Text), "Code of the licence.", d => d.Licence);
        Fields.Add<Dataset>(type, "licenceUrl", new NonNullGraphType(Text), "The licence.", d => d.LicenceUrl);
        Fields.Add<Dataset>(type, "attribution", Text, "The text that the licence asks for.", d => d.Attribution);
        Fields.Add<Dataset>(type, "frequency", new NonNullGraphType(Text), "How often it is renewed (EU frequency table).", d => d.Frequency);
        Fields.Add<Dataset>(type, "theme", new NonNullGraphType(Text), "EU data theme.", d => d.Theme);
        Fields.Add<Dataset>(type, "simulated", new NonNullGraphType(new BooleanGraphType()), "Whether the rows come from the simulator.", d => d.Simulated);
        Fields.Add<Dataset>(type, "state", new NonNullGraphType(Text), "How the last import ended.", d => d.State);
        Fields.Add<Dataset>(type, "count", new NonNullGraphType(new LongGraphType()), "Rows there are.", d => d.Count);
        Fields.Add<Dataset>(type, "lastChanged", dateTime, "When a row last changed.", d => d.LastChanged);
        Fields.Add<Dataset>(type, "lastImported", dateTime, "When its source was last imported.", d => d.LastImported);
        var field = Field("datasets", "The datasets of all cities.", type, Datasets);
        field.Arguments = new QueryArguments(
            new QueryArgument(new ListGraphType(new NonNullGraphType(Text))) { Name = "city", Description = "Only of these cities." },
            new QueryArgument(Text) { Name = "collection", Description = "Only of this collection." });
        return field;
    }

    private List<Dataset> Datasets(IResolveFieldContext context)
    {
        var collection = context.GetArgument<string?>("collection");
        if (collection is not null && catalogue.Find(collection) is null)
            throw new ExecutionError($"There is no collection '{collection}'.") { Code = "BAD_ARGUMENT" };
        var (datasets, federation) = cities.Datasets(Places(context));
        ((FederationLog)context.UserContext).Add(context.Path, federation);
        return datasets.Where(d => collection is null || d.Collection == collection).ToList();
    }

    private IReadOnlyList<Place> Places(IResolveFieldContext context)
    {
        try
        {
            return context.GetArgument<List<string>?>("city") is { } named ? registry.Read(named) : registry.All;
        }
        catch (ProblemException e)
        {
            throw new ExecutionError(e.Message) { Code = "BAD_ARGUMENT" };
        }
    }

    private static FieldType Localised<TSource>(string name, string description, Func<TSource, LocalText> text) => new()
    {
        Name = name,
        Description = description,
        ResolvedType = new NonNullGraphType(Text),
        Arguments = new QueryArguments(new QueryArgument(Text) { Name = "language", Description = "de or en", DefaultValue = "en" }),
        Resolver = new FuncFieldResolver<object?>(context => text((TSource)context.Source!).In(context.GetArgument<string>("language"))),
    };

    private static FieldType Field(string name, string description, ObjectGraphType type, Func<IResolveFieldContext, object?> resolve) => new()
    {
        Name = name,
        Description = description,
        ResolvedType = new NonNullGraphType(new ListGraphType(new NonNullGraphType(type))),
        Resolver = new FuncFieldResolver<object?>(resolve),
    };
}
