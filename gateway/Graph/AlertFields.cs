using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>The type of alerts, and the field <c>alerts</c>.</summary>
public sealed class AlertFields(FederatedAlerts alerts, CityRegistry registry, DateTimeScalar dateTime)
{
    private const int UsualCount = 50, MostCount = 1000;
    private static readonly StringGraphType Text = new();
    private static readonly FloatGraphType Number = new();

    /// <summary>An alert; queries and subscriptions share it.</summary>
    public ObjectGraphType Alert { get; } = AlertType(dateTime);

    /// <summary><c>alerts(city, active, first) { … }</c></summary>
    public FieldType Field() => new()
    {
        Name = "alerts",
        Description = "Alerts of all cities, newest first. How each city fared stands in the extension 'federation'.",
        ResolvedType = Required(new ListGraphType(Required(Alert))),
        Arguments = new QueryArguments(
            new QueryArgument(new ListGraphType(Required(Text))) { Name = "city", Description = "Only of these cities." },
            new QueryArgument(new BooleanGraphType()) { Name = "active", Description = "Only those that are active, or only those that are over." },
            new QueryArgument(new IntGraphType()) { Name = "first", Description = $"Alerts in the answer, at most {MostCount}; by default {UsualCount}." }),
        Resolver = new FuncFieldResolver<object?>(async context => await ResolveAsync(context)),
    };

    private async Task<object?> ResolveAsync(IResolveFieldContext context)
    {
        var first = context.GetArgument<int?>("first") ?? UsualCount;
        if (first is < 1 or > MostCount)
            throw new ExecutionError($"first: {first} is not a whole number from 1 to {MostCount}.") { Code = "BAD_ARGUMENT" };
        var (found, federation) = await alerts.AskAsync(Places(context), context.GetArgument<bool?>("active"), first, context.CancellationToken);
        ((FederationLog)context.UserContext).Add(context.Path, federation);
        return found;
    }

    private IReadOnlyList<Place>? Places(IResolveFieldContext context)
    {
        try
        {
            return context.GetArgument<List<string>?>("city") is { } named ? registry.Read(named) : null;
        }
        catch (ProblemException e)
        {
            throw new ExecutionError(e.Message) { Code = "BAD_ARGUMENT" };
        }
    }

    private static ObjectGraphType AlertType(DateTimeScalar dateTime)
    {
        var type = new ObjectGraphType { Name = "Alert", Description = "That a rule of a city holds for its datastreams. Times are those of the readings." };
        Fields.Add<Alert>(type, "id", Required(new IdGraphType()), "City, ':' and number.", a => $"{a.City}:{a.Id}");
        Fields.Add<Alert>(type, "city", Required(Text), "Id of the city.", a => a.City);
        Fields.Add<Alert>(type, "rule", Required(Text), "Name of the rule.", a => a.Rule);
        Fields.Add<Alert>(type, "severity", Required(Text), "minor, moderate, severe or extreme.", a => a.Severity);
        type.AddField(Localised("title", "What it is called.", Required(Text), a => a.Title));
        type.AddField(Localised("text", "What it means.", Text, a => a.Text));
        Fields.Add<Alert>(type, "state", Required(Text), "active or cleared.", a => a.State);
        Fields.Add<Alert>(type, "datastreams", Required(new ListGraphType(Required(new LongGraphType()))), "Numbers of the datastreams that led to it.", a => a.Datastreams);
        Fields.Add<Alert>(type, "raisedAt", Required(dateTime), "When it began.", a => a.RaisedAt);
        Fields.Add<Alert>(type, "clearedAt", dateTime, "When it was over; null while it is active.", a => a.ClearedAt);
        Fields.Add<Alert>(type, "result", Number, "The reading that led to it.", a => a.Result);
        Fields.Add<Alert>(type, "resultAt", dateTime, "Time of that reading.", a => a.ResultAt);
        Fields.Add<Alert>(type, "forecast", Number, "What the trend reaches; null of other rules.", a => a.Forecast);
        Fields.Add<Alert>(type, "curveFrom", Required(dateTime), "Where the curve begins that led to it.", a => a.Curve.From);
        Fields.Add<Alert>(type, "curve", Required(new ListGraphType(Required(Text))), "SensorThings addresses of the curve's observations.", a => a.Curve.Links);
        return type;
    }

    private static FieldType Localised(string name, string description, IGraphType type, Func<Alert, LocalText?> text) => new()
    {
        Name = name,
        Description = description,
        ResolvedType = type,
        Arguments = new QueryArguments(new QueryArgument(Text) { Name = "language", Description = "de or en", DefaultValue = "en" }),
        Resolver = new FuncFieldResolver<object?>(context => text((Alert)context.Source!)?.In(context.GetArgument<string>("language"))),
    };

    private static NonNullGraphType Required(IGraphType type) => new(type);
}
