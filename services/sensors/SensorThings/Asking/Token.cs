namespace UrbanDataHub.Sensors.SensorThings.Asking;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>A name, an operator in letters, or a literal such as <c>true</c>.</summary>
    Word,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text in quotes; without them.</summary>
    Text,

    /// <summary>A day, a moment or a period.</summary>
    Time,

    /// <summary>A time of day.</summary>
    Clock,

    /// <summary><c>duration'…'</c> or <c>geography'…'</c>; the word before the quotes is the <see cref="Token.Prefix"/>.</summary>
    Typed,

    /// <summary>A parenthesis, bracket, comma or slash.</summary>
    Sign,

    /// <summary>The end.</summary>
    End,
}

/// <summary>A token of an expression.</summary>
/// <param name="At">Its place in the text, from 0.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At, string Prefix = "")
{
    /// <summary>Whether it is this sign.</summary>
    public bool Is(string sign) => Kind == TokenKind.Sign && Text == sign;

    /// <summary>Whether it is this word.</summary>
    public bool IsWord(string word) => Kind == TokenKind.Word && Text == word;
}
