using System.Globalization;
using System.Xml;
using NetTopologySuite.IO;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Sensors.SensorThings.Asking;

/// <summary>Reads expressions of <c>$filter</c> and <c>$orderby</c>: by descent, one level of precedence after the other (OData 4.0, clause 5.1.1.9).</summary>
internal sealed class ExpressionParser
{
    private const int Deepest = 60;
    private const int MostCalls = 500;
    private static readonly string[][] _levels = [["or"], ["and"], ["eq", "ne", "gt", "ge", "lt", "le"], ["add", "sub"], ["mul", "div", "mod"]];

    private readonly string _parameter;
    private readonly Lexer _lexer;
    private Token _token;
    private int _depth;
    private int _calls;

    private ExpressionParser(string parameter, string text)
    {
        (_parameter, _lexer) = (parameter, new Lexer(parameter, text));
        _token = _lexer.Next();
    }

    /// <summary>Reads a filter.</summary>
    /// <exception cref="ProblemException">400: it is none; the text says where.</exception>
    public static Expression Filter(string text)
    {
        var parser = new ExpressionParser("$filter", text);
        var expression = parser.Level(0);
        parser.ExpectEnd();
        return expression;
    }

    /// <summary>Reads an order: expressions, each with its direction.</summary>
    /// <exception cref="ProblemException">400: it is none; the text says where.</exception>
    public static IReadOnlyList<(Expression Expression, bool Descending)> Order(string text)
    {
        var parser = new ExpressionParser("$orderby", text);
        var steps = new List<(Expression, bool)>();
        do
        {
            var expression = parser.Level(0);
            var descending = parser._token.IsWord("desc");
            if (descending || parser._token.IsWord("asc"))
                parser.Advance();
            steps.Add((expression, descending));
        }
        while (parser.Skip(","));
        parser.ExpectEnd();
        return steps;
    }

    private Expression Level(int level)
    {
        if (level == _levels.Length)
            return Unary();
        var left = Level(level + 1);
        while (_token.Kind == TokenKind.Word && _levels[level].Contains(_token.Text))
        {
            var (word, at) = (_token.Text, _token.At);
            Advance();
            var right = Level(level + 1);
            // A long chain stays flat.
            left = level < 2 && left is Call { Arguments: List<Expression> chain } joined && joined.Name == word
                ? Joined(joined, chain, right)
                : Counted(new Call(word, new List<Expression> { left, right }, at));
        }

        return left;
    }

    private static Call Joined(Call call, List<Expression> chain, Expression next)
    {
        chain.Add(next);
        return call;
    }

    private Call Counted(Call call) => ++_calls <= MostCalls
        ? call
        : throw Wrong($"The expression has more than {MostCalls} operators and functions");

    private Expression Unary()
    {
        if (++_depth > Deepest)
            throw Wrong($"The expression is nested more than {Deepest} deep");
        var expression = _token.IsWord("not") ? Not() : Primary();
        _depth--;
        return expression;
    }

    private Call Not()
    {
        var at = _token.At;
        Advance();
        return Counted(new Call("not", [Unary()], at));
    }

    private Expression Primary()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Advance();
                return new Constant(double.Parse(token.Text, CultureInfo.InvariantCulture), token.At);
            case TokenKind.Text:
                Advance();
                return new Constant(token.Text, token.At);
            case TokenKind.Time:
                Advance();
                return Time(token);
            case TokenKind.Clock:
                Advance();
                return Clock(token);
            case TokenKind.Typed:
                Advance();
                return Typed(token);
            case TokenKind.Word:
                Advance();
                return Named(token);
            default:
                if (!Skip("("))
                    throw Wrong("A value is missing");
                var inner = Level(0);
                Expect(")");
                return inner;
        }
    }

    private Expression Named(Token token)
    {
        if (_token.Is("(") && (token.Text == "not" || _levels.Any(words => words.Contains(token.Text))))
            throw ProblemException.Parameter400(_parameter, $"A value is missing before '{token.Text}' at position {token.At + 1}.");
        if (Skip("("))
            return Counted(new Call(token.Text, Arguments(), token.At));
        switch (token.Text)
        {
            case "true" or "false":
                return new Constant(token.Text == "true", token.At);
            case "null":
                return new Constant(null, token.At);
        }

        var names = new List<string> { token.Text };
        while (true)
        {
            if (Skip("/"))
                names.Add(Name());
            else if (Skip("["))
                names.Add(Place());
            else
                return new PropertyPath(names, token.At);
        }
    }

    private string Name()
    {
        if (_token.Kind is not (TokenKind.Word or TokenKind.Number))
            throw Wrong("A name is missing after '/'");
        var name = _token.Text;
        Advance();
        return name;
    }

    /// <summary>A place in an array, from 0.</summary>
    private string Place()
    {
        if (_token.Kind != TokenKind.Number || !int.TryParse(_token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            throw Wrong("A whole number, from 0, is missing after '['");
        Advance();
        Expect("]");
        return place.ToString(CultureInfo.InvariantCulture);
    }

    private List<Expression> Arguments()
    {
        var arguments = new List<Expression>();
        if (Skip(")"))
            return arguments;
        do
            arguments.Add(Level(0));
        while (Skip(","));
        Expect(")");
        return arguments;
    }

    private TimeConstant Time(Token token)
    {
        var ends = token.Text.Split('/');
        return new TimeConstant(Moment(ends[0], token), ends.Length == 2 ? Moment(ends[1], token) : null, token.At);
    }

    /// <summary>Without a zone it is UTC.</summary>
    private DateTime Moment(string text, Token token) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : throw ProblemException.Parameter400(_parameter, $"'{text}' at position {token.At + 1} is no time.");

    private DurationConstant Clock(Token token) => TimeSpan.TryParse(token.Text, CultureInfo.InvariantCulture, out var time)
        ? new DurationConstant(time, token.At)
        : throw ProblemException.Parameter400(_parameter, $"'{token.Text}' at position {token.At + 1} is no time of day.");

    private Expression Typed(Token token)
    {
        try
        {
            return token.Prefix switch
            {
                "duration" => new DurationConstant(XmlConvert.ToTimeSpan(token.Text), token.At),
                "geography" or "geometry" => new GeometryConstant(Geometry(token.Text), token.At),
                _ => throw ProblemException.Parameter400(_parameter, $"'{token.Prefix}' at position {token.At + 1} is no kind of value; there are duration'…' and geography'…'."),
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException or ParseException or ArgumentException)
        {
            throw ProblemException.Parameter400(_parameter, $"'{token.Text}' at position {token.At + 1} is no {token.Prefix}: {e.Message}");
        }
    }

    /// <summary>Collections of geometries are refused: no predicate takes them, and they nest without end.</summary>
    private static byte[] Geometry(string text) => text.Contains("COLLECTION", StringComparison.OrdinalIgnoreCase)
        ? throw new FormatException("collections of geometries are not compared")
        : new WKTReader().Read(WithoutCrs(text)).ToBinary();

    /// <summary>OData writes <c>SRID=…;</c> before a geometry; it is CRS84 whatever it says, as everything in SensorThings.</summary>
    private static string WithoutCrs(string text) => text.StartsWith("SRID=", StringComparison.OrdinalIgnoreCase) && text.Contains(';', StringComparison.Ordinal)
        ? text[(text.IndexOf(';', StringComparison.Ordinal) + 1)..]
        : text;

    private void Advance() => _token = _lexer.Next();

    private bool Skip(string sign)
    {
        if (!_token.Is(sign))
            return false;
        Advance();
        return true;
    }

    private void Expect(string sign)
    {
        if (!Skip(sign))
            throw Wrong($"'{sign}' is missing");
    }

    private void ExpectEnd()
    {
        if (_token.Kind != TokenKind.End)
            throw Wrong($"'{_token.Text}' is one too many");
    }

    private ProblemException Wrong(string what) =>
        ProblemException.Parameter400(_parameter, $"{what} at position {_token.At + 1}.");
}
