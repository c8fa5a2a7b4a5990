using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Features.Filtering;

/// <summary>Walks over the tokens of a text.</summary>
internal abstract class TokenCursor(string text)
{
    private readonly List<Token> _tokens = Lexer.Read(text);
    private int _at;

    /// <summary>The text.</summary>
    protected string Text { get; } = text;

    /// <summary>The token that comes next.</summary>
    protected Token Here => _tokens[_at];

    /// <summary>Takes the next token.</summary>
    protected Token Next() => _tokens[_at++];

    /// <summary>Takes a keyword if it comes next.</summary>
    protected bool Take(string keyword)
    {
        if (!Here.IsWord(keyword))
            return false;
        _at++;
        return true;
    }

    /// <summary>Takes a symbol if it comes next.</summary>
    protected bool TakeSymbol(string symbol)
    {
        if (!Here.Is(symbol))
            return false;
        _at++;
        return true;
    }

    /// <summary>Takes a keyword that must come next.</summary>
    protected void Require(string keyword)
    {
        if (!Take(keyword))
            throw Unexpected(keyword);
    }

    /// <summary>Takes a symbol that must come next.</summary>
    protected void RequireSymbol(string symbol)
    {
        if (!TakeSymbol(symbol))
            throw Unexpected($"'{symbol}'");
    }

    /// <summary>400 for what comes next, with what would be right.</summary>
    protected ProblemException Unexpected(string wanted) =>
        FilterFault.Because($"The filter has {Here} at position {Here.At + 1}, where {wanted} is expected.");
}
