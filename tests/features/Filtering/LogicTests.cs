using System.Globalization;
using CsCheck;
using UrbanDataHub.Tests.Features.Asking;
using UrbanDataHub.Tests.Features.Trial;

namespace UrbanDataHub.Tests.Features.Filtering;

/// <summary>
/// The law of filters: whatever is asked, the rows are those for which the expression is true, and neither those for which
/// it is false nor those for which it is unknown. The oracle evaluates the same expression in C#, with null for unknown.
/// </summary>
public sealed class LogicTests(SharedTrial shared, PagingTests.Town town) : IClassFixture<PagingTests.Town>
{
    /// <summary>An expression as text, and what it is of a row.</summary>
    private sealed record Expression(string Text, Func<Thing, bool?> Of);

    private static readonly Gen<Expression> _atom = Gen.OneOf(
        Gen.Select(Operators("seats"), Gen.Int[-1, 4]).Select((o, n) => Compared(o, n.ToString(CultureInfo.InvariantCulture), t => (double?)t.Seats, n)),
        Gen.Select(Operators("height"), Gen.Double[0, 10]).Select((o, n) => Compared(o, n.ToString("R", CultureInfo.InvariantCulture), t => t.Height, n)),
        Gen.Select(Operators("seats * 2 - height"), Gen.Int[-10, 10]).Select((o, n) => Compared(o, n.ToString(CultureInfo.InvariantCulture), t => t.Seats * 2 - t.Height, n)),
        Gen.Select(Operators("kind"), Gen.OneOfConst("a", "b", "c", "B")).Select((o, k) => Compared(o, $"'{k}'", t => t.Kind is null ? null : string.CompareOrdinal(t.Kind, k), 0)),
        Gen.Select(Operators("built"), Gen.Int[0, 4000]).Select((o, n) => Day(n)).SelectMany(day => Operators("built").Select(o =>
            Compared(o, $"DATE('{day:yyyy-MM-dd}')", t => t.Built is { } built ? built.DayNumber : null, day.DayNumber))),
        Gen.Const(new Expression("isOpen", t => t.IsOpen)),
        Gen.Const(new Expression("isOpen = FALSE", t => !t.IsOpen)),
        Gen.OneOfConst("seats", "height", "kind", "isOpen").Select(p => new Expression($"{p} IS NULL", t => p switch { "seats" => t.Seats is null, "height" => t.Height is null, "kind" => t.Kind is null, _ => t.IsOpen is null })),
        Gen.Select(Gen.Int[-1, 4], Gen.Int[-1, 4]).Select((a, b) => new Expression($"seats BETWEEN {a} AND {b}", t => t.Seats is { } s ? s >= a && s <= b : null)),
        Gen.OneOfConst("a", "b", "c").List[1, 3].Select(kinds => new Expression($"kind IN ({string.Join(",", kinds.Select(k => $"'{k}'"))})", t => t.Kind is null ? null : kinds.Contains(t.Kind))),
        Gen.Int[0, 9].Select(n => new Expression($"name LIKE '%{n}'", t => t.Name.EndsWith((char)('0' + n)))),
        Gen.OneOfConst("grün", "laut", "a|b").Select(tag => new Expression($"A_CONTAINS(tags, ('{tag}'))", t => t.Tags?.Contains(tag))),
        Gen.Select(Gen.Double[6, 9], Gen.Double[50, 53]).Select((w, s) => new Expression(
            string.Create(CultureInfo.InvariantCulture, $"S_INTERSECTS(geometry, BBOX({w:R},{s:R},{w + 1:R},{s + 1:R}))"),
            t => t.Place is { } p ? p.X >= w && p.X <= w + 1 && p.Y >= s && p.Y <= s + 1 : null)));

    private static readonly Gen<Expression> _expression = Gen.Recursive<Expression>((depth, inner) => depth > 4 ? _atom : Gen.Frequency(
        (2, _atom),
        (1, inner.Select(e => new Expression($"NOT ({e.Text})", t => !e.Of(t)))),
        (2, Gen.Select(inner, inner).Select((a, b) => new Expression($"({a.Text} AND {b.Text})", t => a.Of(t) & b.Of(t)))),
        (2, Gen.Select(inner, inner).Select((a, b) => new Expression($"({a.Text} OR {b.Text})", t => a.Of(t) | b.Of(t)))),
        (1, inner.Select(e => new Expression($"(({e.Text}) IS NULL)", t => e.Of(t) is null)))));

    [Fact]
    public async Task A_filter_holds_where_its_expression_is_true()
    {
        var trial = await shared.GetAsync();
        var (city, things) = await town.GetAsync();
        var questions = new Questions(trial, city, "things");

        await _expression.SampleAsync(
            async expression =>
            {
                var expected = things.Where(t => expression.Of(t) == true).Select(t => t.LocalId).Order(StringComparer.Ordinal);
                Assert.Equal(expected, await questions.IdsAsync($"limit=1000&filter={Uri.EscapeDataString(expression.Text)}"));
            },
            iter: 300,
            threads: 2);
    }

    private static Gen<(string Property, string Operator)> Operators(string property) =>
        Gen.OneOfConst("=", "<>", "<", ">", "<=", ">=").Select(o => (property, o));

    private static DateOnly Day(int n) => new DateOnly(2015, 1, 1).AddDays(n);

    private static Expression Compared((string Property, string Operator) asked, string literal, Func<Thing, double?> value, double other) =>
        new($"{asked.Property} {asked.Operator} {literal}", t => value(t) is not { } v ? null : asked.Operator switch
        {
            "=" => v == other,
            "<>" => v != other,
            "<" => v < other,
            ">" => v > other,
            "<=" => v <= other,
            _ => v >= other,
        });
}
