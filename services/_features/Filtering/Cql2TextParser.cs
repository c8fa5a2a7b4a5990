using System.Globalization;
using UrbanDataHub.Features.Asking;

namespace UrbanDataHub.Features.Filtering;

/// <summary>The grammar of CQL2 text by recursive descent, one method a rule; what lies deeper binds tighter.</summary>
internal sealed class Cql2TextParser(string text) : TokenCursor(text)
{
    private static readonly string[] _comparisons = ["=", "<>", "<", ">", "<=", ">="];
    private static readonly string[] _geometries = ["POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"];
    private static readonly HashSet<string> _reserved = new(
        ["AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL", "DIV", "TRUE", "FALSE"], StringComparer.OrdinalIgnoreCase);

    private int _depth;

    /// <summary>Reads the whole text as one expression.</summary>
    public Expression Read()
    {
        var expression = Plain(Or());
        return Here.Kind == TokenKind.End ? expression : throw Unexpected("an operator or the end");
    }

    private Expression Or() => Chain("OR", "or", And);

    private Expression And() => Chain("AND", "and", Not);

    private Expression Chain(string keyword, string op, Func<Expression> part)
    {
        if (++_depth > FilterLimits.Depth)
            throw FilterLimits.TooDeep();
        var first = part();
        if (Here.IsWord(keyword))
        {
            var parts = new List<Expression> { first };
            while (Take(keyword))
                parts.Add(part());
            first = Make(op, [.. parts]);
        }

        _depth--;
        return first;
    }

    private Expression Not()
    {
        if (!Take("NOT"))
            return Predicate();
        if (++_depth > FilterLimits.Depth)
            throw FilterLimits.TooDeep();
        var negated = Make("not", Not());
        _depth--;
        return negated;
    }

    private Expression Predicate()
    {
        var left = Sum();
        if (Here.Kind == TokenKind.Symbol && _comparisons.Contains(Here.Value))
            return Make(Next().Value, left, Sum());
        if (Take("IS"))
        {
            var negated = Take("NOT");
            Require("NULL");
            return Negated(negated, Make("isnull", left));
        }

        var not = Take("NOT");
        if (Take("LIKE"))
            return Negated(not, Make("like", left, Sum()));
        if (Take("BETWEEN"))
            return Negated(not, Between(left));
        if (Take("IN"))
            return Negated(not, Make("in", left, List()));
        return not ? throw Unexpected("LIKE, BETWEEN or IN") : left;
    }

    private Operation Between(Expression value)
    {
        var low = Sum();
        Require("AND");
        return Make("between", value, low, Sum());
    }

    private ArrayLiteral List()
    {
        RequireSymbol("(");
        return new ArrayLiteral(Arguments());
    }

    private Expression Sum() => Arithmetic(Product, t => t.Is("+") || t.Is("-"));

    private Expression Product() => Arithmetic(Power, t => t.Is("*") || t.Is("/") || t.Is("%") || t.IsWord("DIV"));

    private Expression Arithmetic(Func<Expression> part, Func<Token, bool> isOperator)
    {
        var left = part();
        while (isOperator(Here))
            left = Make(Next().Value.ToLowerInvariant(), left, part());
        return left;
    }

    private Expression Power()
    {
        var left = Factor();
        return TakeSymbol("^") ? Make("^", left, Factor()) : left;
    }

    /// <summary>A sign before a number belongs to it; before anything else it multiplies by -1, as in the JSON encoding.</summary>
    private Expression Factor()
    {
        if (TakeSymbol("+"))
            return Here.Kind == TokenKind.Number ? Number(negative: false) : throw Unexpected("a number");
        if (!TakeSymbol("-"))
            return Primary();
        return Here.Kind == TokenKind.Number ? Number(negative: true) : Make("*", new IntegerLiteral(-1), Primary());
    }

    private Expression Primary()
    {
        var token = Here;
        if (token.Kind == TokenKind.Number)
            return Number(negative: false);
        if (token.Kind == TokenKind.Text)
            return new TextLiteral(Next().Value);
        if (token.Kind == TokenKind.Quoted)
            return new PropertyReference(Next().Value);
        if (TakeSymbol("("))
            return Parenthesis();
        if (token.Kind != TokenKind.Word || (_reserved.Contains(token.Value) && !token.IsWord("TRUE") && !token.IsWord("FALSE")))
            throw Unexpected("a property, a value or '('");
        return Word(Next());
    }

    private Expression Word(Token word)
    {
        if (word.IsWord("TRUE") || word.IsWord("FALSE"))
            return new BooleanLiteral(word.IsWord("TRUE"));
        var isCalled = Here.Is("(");
        if (IsGeometry(word) && (isCalled || Here.IsWord("Z")))
            return Geometry(word);
        if (!isCalled)
            return new PropertyReference(word.Value);
        Next();
        return word.Value.ToUpperInvariant() switch
        {
            "DATE" => Instant(Temporal.Date),
            "TIMESTAMP" => Instant(Temporal.Timestamp),
            "INTERVAL" => Interval(),
            "BBOX" => Box(),
            var name => Make(name.ToLowerInvariant(), Arguments(arrays: Operators.IsArray(name.ToLowerInvariant()))),
        };
    }

    /// <summary>One expression in parentheses is that expression; none or several are an array.</summary>
    private Expression Parenthesis()
    {
        var items = Arguments();
        return items.Length == 1 ? new Group(items[0]) : new ArrayLiteral(items);
    }

    /// <summary>What follows an opening parenthesis, up to the closing one.</summary>
    /// <param name="arrays">Whether an argument in parentheses is an array of one.</param>
    private Expression[] Arguments(bool arrays = false)
    {
        var arguments = new List<Expression>();
        if (TakeSymbol(")"))
            return [];
        do
        {
            var argument = Or();
            arguments.Add(arrays && argument is Group { Inner: var inner } ? new ArrayLiteral([Plain(inner)]) : Plain(argument));
        }
        while (TakeSymbol(","));
        RequireSymbol(")");
        return [.. arguments];
    }

    private Expression Number(bool negative)
    {
        var text = (negative ? "-" : "") + Next().Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return new IntegerLiteral(whole);
        return Numbers.Finite(text) is { } number ? new NumberLiteral(number) : throw FilterFault.Because($"'{text}' is larger than any number.");
    }

    private T Instant<T>(Func<string, T> read)
    {
        var text = Here.Kind == TokenKind.Text ? Next().Value : throw Unexpected("a text in quotes");
        RequireSymbol(")");
        return read(text);
    }

    private Interval Interval()
    {
        var from = IntervalEnd();
        RequireSymbol(",");
        var to = IntervalEnd();
        RequireSymbol(")");
        return new Interval(from, to);
    }

    private Expression? IntervalEnd()
    {
        if (Here.Kind != TokenKind.Text)
            return Plain(Sum());
        return Next().Value is var text and not ".." ? Temporal.Either(text) : null;
    }

    private BoxLiteral Box()
    {
        var sides = new List<double>();
        do
            sides.Add(Factor() switch { IntegerLiteral i => i.Value, NumberLiteral n => n.Value, _ => throw Unexpected("a number") });
        while (TakeSymbol(","));
        RequireSymbol(")");
        return sides.Count is 4 or 6 ? new BoxLiteral(sides) : throw FilterFault.Because($"BBOX has {sides.Count} numbers; there must be four, or six with heights.");
    }

    /// <summary>Geometries are Well-Known Text, which the library reads; here only its end is found.</summary>
    private GeometryLiteral Geometry(Token word)
    {
        var (depth, end) = (0, word.End);
        while (depth > 0 || end == word.End)
        {
            var token = Here.Kind == TokenKind.End ? throw Unexpected("')'") : Next();
            if (token.Kind is TokenKind.Text or TokenKind.Quoted)
                throw FilterFault.Because($"{token} at position {token.At + 1} is no part of a geometry.");
            depth += token.Is("(") ? 1 : token.Is(")") ? -1 : 0;
            if (token.Is(")") && depth == 0)
                end = token.End;
            if (depth > FilterLimits.Depth)
                throw FilterLimits.TooDeep();
        }

        return new GeometryLiteral(Geometries.Wkt(Text[word.At..end], word.At));
    }

    private static bool IsGeometry(Token word) => _geometries.Any(word.IsWord);

    private static Expression Negated(bool negated, Expression expression) => negated ? Make("not", expression) : expression;

    private static Operation Make(string op, params Expression[] args) => FilterLimits.Checked(new Operation(op, [.. args.Select(Plain)]));

    private static Expression Plain(Expression expression) => expression is Group group ? Plain(group.Inner) : expression;

    /// <summary>An expression in parentheses, as long as it may still turn out to be an array of one.</summary>
    private sealed record Group(Expression Inner) : Expression
    {
        public override int Depth => Inner.Depth;
    }
}
