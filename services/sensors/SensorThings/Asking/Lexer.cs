using System.Text.RegularExpressions;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Sensors.SensorThings.Asking;

/// <summary>Cuts an expression of <c>$filter</c> or <c>$orderby</c> into tokens (OData 4.0 ABNF, as far as OGC 18-088 takes it over).</summary>
internal sealed partial class Lexer(string parameter, string text)
{
    private int _at;

    /// <summary>The next token.</summary>
    /// <exception cref="ProblemException">400: something stands there that no expression has.</exception>
    public Token Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        if (_at == text.Length)
            return new Token(TokenKind.End, "", _at);
        if (Take(Time(), TokenKind.Time) is { } time)
            return time;
        if (Take(Clock(), TokenKind.Clock) is { } clock)
            return clock;
        if (Take(Number(), TokenKind.Number) is { } number)
            return number;
        if (text[_at] == '\'')
            return Quoted("");
        if (text[_at] is '(' or ')' or ',' or '/' or '[' or ']')
            return new Token(TokenKind.Sign, text[_at].ToString(), _at++);
        if (Take(Word(), TokenKind.Word) is not { } word)
            throw ProblemException.Parameter400(parameter, $"'{text[_at]}' at position {_at + 1} belongs to no expression.");
        return _at < text.Length && text[_at] == '\'' ? Quoted(word.Text) : word;
    }

    private Token? Take(Regex pattern, TokenKind kind)
    {
        var match = pattern.Match(text, _at);
        if (!match.Success)
            return null;
        var token = new Token(kind, match.Value, _at);
        _at += match.Length;
        return token;
    }

    /// <summary>A text in quotes, in which two quotes stand for one.</summary>
    private Token Quoted(string prefix)
    {
        var (begin, content) = (_at, new System.Text.StringBuilder());
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] != '\'')
            {
                content.Append(text[_at]);
                continue;
            }

            _at++;
            if (_at == text.Length || text[_at] != '\'')
                return new Token(prefix.Length == 0 ? TokenKind.Text : TokenKind.Typed, content.ToString(), begin, prefix);
            content.Append('\'');
        }

        throw ProblemException.Parameter400(parameter, $"The text that begins at position {begin + 1} has no closing quote.");
    }

    [GeneratedRegex(@"\G\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?(/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?")]
    private static partial Regex Time();

    [GeneratedRegex(@"\G\d\d:\d\d(:\d\d(\.\d+)?)?")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\G-?\d+(\.\d+)?([eE][+-]?\d+)?(?![\w])")]
    private static partial Regex Number();

    [GeneratedRegex(@"\G[@\p{L}_][\p{L}\p{Nd}_.@\-]*")]
    private static partial Regex Word();
}
