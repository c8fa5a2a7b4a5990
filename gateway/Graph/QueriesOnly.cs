using GraphQL.Validation;
using GraphQLParser.AST;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>There are queries only: whoever asks for anything else is told so, and nobody is asked.</summary>
public sealed class QueriesOnly : ValidationRuleBase
{
    private static readonly MatchingNodeVisitor<GraphQLOperationDefinition> Visitor = new((operation, context) =>
    {
        if (operation.Operation == OperationType.Query)
            return;
        var asked = operation.Operation.ToString().ToLowerInvariant();
        context.ReportError(new ValidationError(context.Document.Source, "QUERIES_ONLY", $"A {asked} is not possible; there are queries only.", operation));
    });

    /// <inheritdoc/>
    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(Visitor);
}
