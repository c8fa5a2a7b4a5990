namespace UrbanDataHub.Features.Filtering;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    End,
    Word,
    Quoted,
    Text,
    Number,
    Symbol,
}

/// <summary>A word, number, text or symbol of CQL2 text.</summary>
/// <param name="Value">Without quotes, escapes resolved.</param>
/// <param name="At">Position of its first character, from 0.</param>
/// <param name="End">Position behind its last character.</param>
internal readonly record struct Token(TokenKind Kind, string Value, int At, int End)
{
    /// <summary>Whether it is this symbol.</summary>
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Value == symbol;

    /// <summary>Whether it is this keyword, in any case; a quoted name never is one.</summary>
    public bool IsWord(string keyword) => Kind == TokenKind.Word && Value.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>For messages.</summary>
    public override string ToString() => Kind == TokenKind.End ? "the end" : $"'{Value}'";
}
