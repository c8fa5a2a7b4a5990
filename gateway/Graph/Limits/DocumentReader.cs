using GraphQL.Execution;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;

namespace UrbanDataHub.Gateway.Graph.Limits;

/// <summary>
/// Reads a document, and refuses one that is too large before any work is done for it that grows with its size: first its
/// length, then its tokens, then what hangs together in it.
/// </summary>
public sealed class DocumentReader(GraphOptions options)
{
    // Deeper than any document that passes; the parser is recursive and must stop earlier than the stack.
    private const int DeepestSyntax = 200;
    private static readonly ParserOptions Syntax = new() { Ignore = IgnoreOptions.Comments, MaxDepth = DeepestSyntax };

    /// <summary>Reads it.</summary>
    /// <exception cref="GraphRefusal">It is larger than a limit.</exception>
    /// <exception cref="SyntaxError">It is no GraphQL.</exception>
    public GraphQLDocument Read(string text)
    {
        if (text.Length > options.Length)
            throw GraphRefusal.Over("length", text.Length, options.Length, "Send what varies as variables, or several requests.");
        CountTokens(text);
        var document = Parse(text);
        Check("aliases", DocumentCount.Of<GraphQLAlias>(document), options.Aliases, "Send several requests.");
        Check("directives", DocumentCount.Of<GraphQLDirective>(document), options.Directives, "Leave out what is not wanted.");
        var depth = new DocumentDepth(document);
        Check("depth", depth.Fields, options.Depth, "Ask for what lies deeper in a request of its own.");
        Check("introspection", depth.Introspection, DocumentDepth.MostIntrospectionLists, "That is the nesting of lists such as 'fields' in it; the usual introspection has fewer.");
        return document;
    }

    private static void Check(string limit, int asked, int allowed, string hint)
    {
        if (asked > allowed)
            throw GraphRefusal.Over(limit, asked, allowed, hint);
    }

    private void CountTokens(string text)
    {
        try
        {
            var (count, at) = (0, 0);
            for (var token = Lexer.Lex(text, at); token.Kind != TokenKind.EOF; token = Lexer.Lex(text, at))
            {
                at = token.End;
                if (++count > options.Tokens)
                    throw GraphRefusal.Over("tokens", count, options.Tokens, "Send what varies as variables, or several requests.");
            }
        }
        catch (GraphQLSyntaxErrorException e)
        {
            throw new SyntaxError(e);
        }
    }

    private static GraphQLDocument Parse(string text)
    {
        try
        {
            return Parser.Parse(text, Syntax);
        }
        catch (GraphQLSyntaxErrorException e)
        {
            throw new SyntaxError(e);
        }
        catch (GraphQLMaxDepthExceededException)
        {
            throw GraphRefusal.Over("depth", DeepestSyntax + 1, DeepestSyntax, "Ask for what lies deeper in a request of its own.");
        }
    }
}
