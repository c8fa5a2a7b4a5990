using GraphQLParser.AST;
using GraphQLParser.Visitors;

namespace UrbanDataHub.Gateway.Graph.Limits;

/// <summary>How many nodes of a kind a document has.</summary>
internal static class DocumentCount
{
    /// <summary>Counts them, as written: what a fragment holds counts once.</summary>
    public static int Of<TNode>(GraphQLDocument document)
        where TNode : ASTNode
    {
        var context = new Count();
        // The visitor does nothing that waits.
        new Visitor<TNode>().VisitAsync(document, context).AsTask().GetAwaiter().GetResult();
        return context.Nodes;
    }

    private sealed class Count : IASTVisitorContext
    {
        public int Nodes { get; set; }

        public CancellationToken CancellationToken => default;
    }

    private sealed class Visitor<TNode> : ASTVisitor<Count>
        where TNode : ASTNode
    {
        public override ValueTask VisitAsync(ASTNode? node, Count context)
        {
            if (node is TNode)
                context.Nodes++;
            return base.VisitAsync(node, context);
        }
    }
}
