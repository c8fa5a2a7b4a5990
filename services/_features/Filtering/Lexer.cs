using System.Globalization;
using System.Text;

namespace UrbanDataHub.Features.Filtering;

/// <summary>Cuts CQL2 text into tokens (the lexical rules of the standard's grammar, annex B).</summary>
internal sealed class Lexer(string text)
{
    private int _at;

    /// <summary>All tokens; the last one is the end.</summary>
    public static List<Token> Read(string text)
    {
        var lexer = new Lexer(text);
        var tokens = new List<Token>();
        do
            tokens.Add(lexer.Next());
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private Token Next()
    {
        while (_at < text.Length && IsSpace(text[_at]))
            _at++;
        if (_at == text.Length)
            return new Token(TokenKind.End, "", _at, _at);
        var c = text[_at];
        if (c == '\'')
            return Quoted(TokenKind.Text, '\'', backslash: true);
        if (c == '"')
            return Quoted(TokenKind.Quoted, '"', backslash: false);
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            return Number();
        return IsNameStart(RuneAt(_at)) ? Word() : Symbol();
    }

    private Token Symbol()
    {
        var two = _at + 1 < text.Length ? text.Substring(_at, 2) : "";
        var symbol = two is "<>" or "<=" or ">=" ? two : text[_at].ToString();
        if (!"<><=>=()+-*/%^,".Contains(symbol, StringComparison.Ordinal))
            throw FilterFault.Because($"'{symbol}' at position {_at + 1} is no part of CQL2.");
        return Make(TokenKind.Symbol, symbol, symbol.Length);
    }

    private Token Word()
    {
        var end = _at;
        while (end < text.Length && RuneAt(end) is var rune && (IsNameStart(rune) || IsNamePart(rune)))
            end += rune.Utf16SequenceLength;
        return Make(TokenKind.Word, text[_at..end], end - _at);
    }

    private Token Number()
    {
        var end = _at;
        void Digits()
        {
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
        }

        Digits();
        if (end < text.Length && text[end] == '.')
        {
            end++;
            Digits();
        }

        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var exponent = end + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-')
                exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                end = exponent;
                Digits();
            }
        }

        return Make(TokenKind.Number, text[_at..end], end - _at);
    }

    /// <summary>A quote within is doubled; in a text it may have a backslash before it instead.</summary>
    private Token Quoted(TokenKind kind, char quote, bool backslash)
    {
        var value = new StringBuilder();
        for (var i = _at + 1; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            if ((text[i] == quote || (backslash && text[i] == '\\')) && next == quote)
                value.Append(text[++i]);
            else if (text[i] == quote)
                return Make(kind, value.ToString(), i + 1 - _at);
            else
                value.Append(text[i]);
        }

        throw FilterFault.Because($"The {quote} at position {_at + 1} is never closed.");
    }

    private Token Make(TokenKind kind, string value, int length)
    {
        var token = new Token(kind, value, _at, _at + length);
        _at += length;
        return token;
    }

    private Rune RuneAt(int at) => Rune.TryGetRuneAt(text, at, out var rune) ? rune : Rune.ReplacementChar;

    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c == '\u0085';

    /// <summary>The grammar takes the names of XML, with ':' and letters of every script.</summary>
    private static bool IsNameStart(Rune rune) => rune.Value is ':' or '_' || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber;

    private static bool IsNamePart(Rune rune) =>
        rune.Value == '.' || Rune.IsDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;
}
