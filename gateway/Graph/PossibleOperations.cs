using GraphQL.Validation;
using GraphQLParser.AST;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>
/// There are queries, and subscriptions where the client can take a stream: whoever asks for anything else is told so, and
/// nobody is asked.
/// </summary>
/// <param name="streams">Whether it can.</param>
public sealed class PossibleOperations(bool streams) : ValidationRuleBase
{
    private readonly MatchingNodeVisitor<GraphQLOperationDefinition> _visitor = new((operation, context) =>
    {
        var why = operation.Operation switch
        {
            OperationType.Mutation => "A mutation is not possible; there are queries and subscriptions.",
            OperationType.Subscription when !streams => "A subscription is not possible in one answer; ask by WebSocket (graphql-transport-ws) or with 'Accept: text/event-stream'.",
            _ => null,
        };
        if (why is not null)
            context.ReportError(new ValidationError(context.Document.Source, "OPERATION_NOT_POSSIBLE", why, operation));
    });

    /// <inheritdoc/>
    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(_visitor);
}
