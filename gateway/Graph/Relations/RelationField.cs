using GraphQL;
using GraphQL.Execution;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Validation.Complexity;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Graph.Relations;

/// <summary>
/// The field of a relation. It does not ask for the feature it stands on: it joins a batch with all others of its kind, which
/// is asked once a city.
/// </summary>
public sealed class RelationField(Relation relation, CollectionArguments arguments, RelatedFeatures related)
{
    /// <summary>Features for each feature when the client does not say.</summary>
    public const int DefaultFirst = 10;

    /// <summary>The field. It may be null, as the city may be missing; then there is an error at its path.</summary>
    public FieldType Field(CollectionTypes types)
    {
        var field = new FieldType
        {
            Name = relation.Name,
            Description = relation.Description,
            ResolvedType = relation.Many ? types.Connection(relation.To) : types.Node(relation.To),
            Resolver = new FuncFieldResolver<object?>(Resolve),
        };
        if (!relation.Many)
            return field;
        field.Arguments = arguments.Of(DefaultFirst);
        field.ValidateArguments = context => CollectionArguments.ValidateAsync(context, () => Read(context.Arguments, rows: true, count: true));
        return field.WithComplexityImpact(context => CollectionField.Cost(context, DefaultFirst));
    }

    private object? Resolve(IResolveFieldContext context)
    {
        var parent = (FeatureNode)context.Source!;
        var question = relation.Many
            ? Read(context.Arguments, CollectionField.WantsRows(context), context.SubFields!.Values.Any(f => f.Field.Name.StringValue == "totalCount"))
            : new RelatedQuestion(relation, new Dictionary<string, string> { ["limit"] = "1" }, 1, false, null, new ItemsQuestion(relation.To, 1));
        if (question.After is { } after && after.Parent != parent.Id)
            throw new ExecutionError($"The cursor goes on behind a feature of '{after.Parent}', not of '{parent.Id}'; ask for that one alone.") { Code = "BAD_ARGUMENT" };
        if (relation.Value(parent) is not { } value)
            return relation.Many ? RelatedPage.Nothing : null;
        var log = (FederationLog)context.UserContext;
        return log.Batches.Join(
            context.FieldAst, relation, () => RelatedAsk.Batch(question, related, log, [.. context.Path.OfType<string>()], context.CancellationToken), new RelatedAsk(parent, value), Result);
    }

    private object? Result(RelatedAsk ask) => relation.Many ? ask.Found : ask.Found.Nodes.Count > 0 ? ask.Found.Nodes[0] : null;

    private RelatedQuestion Read(IDictionary<string, ArgumentValue>? given, bool rows, bool count)
    {
        var parameters = arguments.Read(given).ToDictionary(p => p.Key, p => p.Value.ToString());
        var first = rows ? CollectionArguments.First(given, DefaultFirst) : 0;
        var read = parameters.ToDictionary(p => p.Key, p => new Microsoft.Extensions.Primitives.StringValues(p.Value));
        var items = QuestionReader.Read(new QueryCollection(read), relation.To);
        parameters["limit"] = first.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var after = CollectionArguments.After(given) is { } cursor ? related.Position(cursor, relation, items) : null;
        return new RelatedQuestion(relation, parameters, first, count, after, items);
    }
}
