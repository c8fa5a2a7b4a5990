using System.Globalization;
using System.Text.RegularExpressions;

namespace UrbanDataHub.Simulator.Plausible;

/// <summary>
/// Texts and numbers that a reader finds natural (<c>words.json</c>), chosen by the names of property and field: the first of
/// these hints that a rule knows decides.
/// </summary>
internal sealed partial class Wording
{
    private const string AnyText = "{place}";

    private static readonly WordFile s_file = EmbeddedJson.Read<WordFile>("words.json");

    private readonly IReadOnlyList<string> _texts;
    private readonly List<string> _list;
    private readonly NumberRule? _number;

    public Wording(params IReadOnlyList<string> hints)
    {
        _texts = Rule(s_file.Texts, hints, r => r.Name)?.Texts ?? [AnyText];
        _list = PlaceholderPattern().Matches(_texts[0]).Select(p => s_file.Words.GetValueOrDefault(p.Groups[1].Value)).FirstOrDefault(w => w is not null)
            ?? s_file.Words["place"];
        _number = Rule(s_file.Numbers, hints, r => r.Name);
    }

    /// <summary>A text.</summary>
    public string Text(Draw draw)
    {
        var at = 0;
        return PlaceholderPattern().Replace(draw.Pick(_texts), placeholder => Fill(placeholder, draw.At(at++)));
    }

    /// <summary>The text of an endless row of different ones.</summary>
    public string Distinct(long index)
    {
        var (round, at) = Math.DivRem(index, _list.Count);
        var word = _list[(int)at];
        // Not "word 2": in an id that would be the word and a part of its own.
        return round == 0 ? word : string.Create(CultureInfo.InvariantCulture, $"{word} Nr. {round + 1}");
    }

    /// <summary>A number within the bounds that are given.</summary>
    public decimal Number(Draw draw, double? minimum, double? maximum, bool whole)
    {
        var low = Math.Max(_number?.From ?? 0, Bound(minimum, decimal.MinValue));
        var high = Math.Min(_number?.To ?? Math.Max(1_000, low + 1_000), Bound(maximum, decimal.MaxValue));
        var step = whole ? 1 : Step(_number?.Decimals ?? 2);
        var first = Math.Ceiling(low / step);
        var count = (long)(Math.Floor(Math.Max(high, low) / step) - first) + 1;
        return (first + draw.Below(Math.Max(count, 1))) * step;
    }

    /// <summary>The numbers that columns are named by: years, ages and the like count up.</summary>
    public decimal Counting(int index) => _number is { First: { } first, Step: { } step } ? first + (index * step) : index + 1;

    private static T? Rule<T>(IReadOnlyList<T> rules, IReadOnlyList<string> hints, Func<T, string> name)
        where T : class =>
        hints.Select(hint => rules.FirstOrDefault(r => Regex.IsMatch(hint, name(r), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)))
            .FirstOrDefault(r => r is not null);

    private static decimal Step(int decimals) => new(1, 0, 0, isNegative: false, (byte)decimals);

    private static decimal Bound(double? bound, decimal none) => bound is { } b && Math.Abs(b) < 1e15 ? (decimal)b : none;

    private static string Fill(Match placeholder, Draw draw)
    {
        if (s_file.Words.TryGetValue(placeholder.Groups[1].Value, out var list))
            return draw.Pick(list);
        var from = long.Parse(placeholder.Groups[2].Value, CultureInfo.InvariantCulture);
        var to = long.Parse(placeholder.Groups[3].Value, CultureInfo.InvariantCulture);
        return (from + draw.Below(to - from + 1)).ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\{(?:([a-z]+)|(\d+)\.\.(\d+))\}")]
    private static partial Regex PlaceholderPattern();
}

/// <summary><c>words.json</c>.</summary>
/// <param name="Words">Lists of words by name.</param>
/// <param name="Texts">Templates of texts for names that match.</param>
/// <param name="Numbers">Ranges of numbers for names that match.</param>
internal sealed record WordFile(
    IReadOnlyDictionary<string, List<string>> Words, IReadOnlyList<TextRule> Texts, IReadOnlyList<NumberRule> Numbers);

/// <summary>Texts with <c>{list}</c> and <c>{from..to}</c> in them.</summary>
internal sealed record TextRule(string Name, IReadOnlyList<string> Texts);

/// <summary>A range, and how column names count.</summary>
internal sealed record NumberRule(string Name, decimal From, decimal To, int Decimals = 0, decimal? First = null, decimal? Step = null);
