using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Patterns;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Inverting;

/// <summary>What a text of a field means.</summary>
/// <param name="Known">False when it is a code that the source does not list, for which a row is rejected.</param>
/// <param name="Text">The text after <c>codes</c>; empty for nothing.</param>
internal readonly record struct Meaning(bool Known, string Text)
{
    public bool IsNothing => Known && Text.Length == 0;
}

/// <summary>
/// How one description of a value reads one field, in both directions: strip, replace, nulls, pick, codes
/// (fine print of <c>services/_ingest/README.md</c>). Types come after this.
/// </summary>
internal sealed class FieldLanguage
{
    private readonly ValueSpec _spec;
    private readonly HashSet<string> _nulls;
    private readonly IReadOnlyDictionary<string, string> _replace;
    private readonly (string Before, string After) _frame;
    private readonly Dictionary<string, string?>? _codes;

    /// <param name="frame">What a template of a single field writes around it.</param>
    public FieldLanguage(ValueSpec spec, IEnumerable<string> sourceNulls, (string Before, string After) frame = default)
    {
        _spec = spec;
        _nulls = sourceNulls.Concat(spec.Nulls).ToHashSet(StringComparer.Ordinal);
        _replace = spec.Replace ?? new Dictionary<string, string>();
        _frame = (frame.Before ?? "", frame.After ?? "");
        _codes = Codes(spec);
        Meanings = _codes?.Values.OfType<string>().Where(v => v.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        Pattern = spec.Pick is null ? null : new TextPattern(spec.Pick);
    }

    /// <summary>The pattern that picks a part of the text, if there is one.</summary>
    public TextPattern? Pattern { get; }

    /// <summary>Whether a text that is not listed rejects the row.</summary>
    public bool IsClosed => _codes is not null && _spec.Otherwise is null;

    /// <summary>What the codes stand for, "nothing" left out; null without codes.</summary>
    public IReadOnlyList<string>? Meanings { get; }

    /// <summary>Texts that mean nothing, for this value.</summary>
    public IEnumerable<string> Nulls => _nulls;

    /// <summary>What the importer makes of a text.</summary>
    public Meaning Read(string raw)
    {
        var plain = Framed(Clean(raw));
        var picked = Pattern is null || plain.Length == 0 ? plain : Pattern.Pick(plain);
        return Decode(picked);
    }

    /// <summary>A text that means <paramref name="meant"/>; null where none does.</summary>
    public string? Write(string meant, Draw draw, Edges edges = Edges.Taken)
    {
        if (Encode(meant, draw) is not { } code)
            return null;
        var whole = Pattern is null ? code : Pattern.RenderFirst(code, draw.At("pattern"), edges);
        if (whole is null || !TryUnframe(whole, out var inner))
            return null;
        var raw = Wrapped(Replaced(inner, draw.At("replace")));
        return Read(raw) is { Known: true } read && read.Text == meant ? raw : null;
    }

    /// <summary>A text that the codes do not list; null where every text is fine.</summary>
    public string? WriteUnknown(Draw draw)
    {
        if (!IsClosed || Pattern is not null)
            return null;
        var unknown = $"?{draw.Below(90) + 10}";
        return TryUnframe(unknown, out var inner) && !Read(Wrapped(inner)).Known ? Wrapped(inner) : null;
    }

    /// <summary>The text after strip, replace and nulls, as a template takes it.</summary>
    public string Clean(string raw)
    {
        var text = raw.Trim();
        if (_spec.Strip.Length > 0)
            text = text.Trim(_spec.Strip.ToCharArray()).Trim();
        text = _replace.GetValueOrDefault(text, text);
        return _nulls.Contains(text) ? "" : text;
    }

    /// <summary>A text with what a template of a single field writes around it; empty for nothing.</summary>
    public string Framed(string text) => text.Length == 0 ? "" : _frame.Before + text + _frame.After;

    /// <summary>True and false are codes too.</summary>
    private static Dictionary<string, string?>? Codes(ValueSpec spec)
    {
        if (spec is { True: null, False: null })
            return spec.Codes is null ? null : new Dictionary<string, string?>(spec.Codes, StringComparer.Ordinal);
        var codes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var text in spec.False ?? new HashSet<string>())
            codes[text] = "false";
        foreach (var text in spec.True ?? new HashSet<string>())
            codes[text] = "true";
        return codes;
    }

    private Meaning Decode(string picked)
    {
        if (_codes is null)
            return new Meaning(true, picked);
        if (_codes.TryGetValue(picked, out var code))
            return new Meaning(true, code ?? "");
        return _spec.Otherwise is { } otherwise ? new Meaning(true, otherwise.Text ?? "") : new Meaning(picked.Length == 0, picked);
    }

    private string? Encode(string meant, Draw draw)
    {
        if (_codes is null)
            return meant;
        var keys = _codes.Where(c => c.Value == meant && c.Key.Length > 0).Select(c => c.Key).ToList();
        if (keys.Count > 0)
            return draw.At("code").Pick(keys);
        return _spec.Otherwise?.Text == meant ? meant : null;
    }

    private bool TryUnframe(string whole, out string inner)
    {
        inner = "";
        if (!whole.StartsWith(_frame.Before, StringComparison.Ordinal) || !whole.EndsWith(_frame.After, StringComparison.Ordinal)
            || whole.Length <= _frame.Before.Length + _frame.After.Length)
            return false;
        inner = whole[_frame.Before.Length..^_frame.After.Length];
        return true;
    }

    private string Replaced(string text, Draw draw)
    {
        var keys = _replace.Where(r => r.Value == text).Select(r => r.Key).ToList();
        return keys.Count > 0 && draw.Chance(0.5) ? draw.Pick(keys) : text;
    }

    /// <summary>Two characters to strip are a pair such as parentheses; one stands at the end.</summary>
    private string Wrapped(string text) => _spec.Strip switch
    {
        { Length: 0 } => text,
        [var only] => text + only,
        var strip => strip[0] + text + strip[1],
    };
}
