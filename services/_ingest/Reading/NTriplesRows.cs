using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>
/// Rows of RDF as N-Triples (W3C, 2014): the triples of one subject that follow each other are a row, its fields are called
/// after the last part of their predicates or by the whole of them, and the subject itself is <c>$subject</c>. A predicate
/// that comes several times is a list.
/// </summary>
internal sealed partial class NTriplesRows(string file, StrictText text) : RowReader(file)
{
    private const string Subject = "$subject";

    private readonly List<string> _slots = [];
    private readonly List<bool> _seen = [];
    private readonly StringBuilder _raw = new();
    private List<(string Predicate, string Object)> _triples = [];
    private (string Subject, string Predicate, string Object, string Line)? _next;
    private string _subject = "";
    private long _read;
    private long _line;

    public override long Line => _line;

    public override string Raw => _raw.ToString();

    public override string Fields => string.Join(", ", _triples.Select(t => Local(t.Predicate)).Distinct().Prepend(Subject));

    public override bool Read()
    {
        _next ??= Triple();
        if (_next is not { } first)
            return false;
        (_subject, _line, _triples) = (first.Subject, _read, []);
        _raw.Clear();
        while (_next is { } triple && triple.Subject == _subject)
        {
            _triples.Add((triple.Predicate, triple.Object));
            _raw.Append(_raw.Length == 0 ? "" : "\n").Append(triple.Line);
            _next = Triple();
        }

        for (var slot = 0; slot < _slots.Count; slot++)
            _seen[slot] |= Values(slot).Any();
        return true;
    }

    public override int Slot(string field)
    {
        _slots.Add(field);
        _seen.Add(false);
        return _slots.Count - 1;
    }

    public override ReadOnlySpan<char> Text(int slot) => string.Join(", ", Values(slot)).AsSpan().Trim();

    public override string[]? List(int slot) => Values(slot).ToArray() is { Length: > 1 } several ? several : null;

    public override bool Seen(int slot) => _seen[slot];

    protected override void Dispose(bool disposing)
    {
        text.Dispose();
        base.Dispose(disposing);
    }

    private IEnumerable<string> Values(int slot) => _slots[slot] == Subject
        ? [_subject]
        : _triples.Where(t => t.Predicate == _slots[slot] || Local(t.Predicate) == _slots[slot]).Select(t => t.Object);

    /// <summary>The next triple; null at the end.</summary>
    private (string Subject, string Predicate, string Object, string Line)? Triple()
    {
        while (text.ReadLine() is { } line)
        {
            _read++;
            if (line.AsSpan().Trim() is [] or ['#', ..])
                continue;
            return Statement().Match(line) is { Success: true } triple
                ? (triple.Groups["s"].Value, triple.Groups["p"].Value, Unescaped(triple.Groups["o"].Value), line)
                : throw new BrokenFileException(File, _read, null, "the line is no triple of N-Triples: <subject> <predicate> <object> or \"value\", and a dot");
        }

        return null;
    }

    private static string Local(string predicate) => predicate[(predicate.AsSpan().LastIndexOfAny('#', '/') + 1)..];

    private static string Unescaped(string text) => !text.Contains('\\', StringComparison.Ordinal) ? text : Escape().Replace(text, escape => escape.Groups[1].Value switch
    {
        ['u' or 'U', .. var code] => char.ConvertFromUtf32(int.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
        "t" => "\t",
        "n" => "\n",
        "r" => "\r",
        "b" => "\b",
        "f" => "\f",
        var other => other,
    });

    [GeneratedRegex("""^\s*(?:<(?<s>[^>]*)>|(?<s>_:\S+))\s*<(?<p>[^>]*)>\s*(?:<(?<o>[^>]*)>|(?<o>_:\S+)|"(?<o>(?:[^"\\]|\\.)*)"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?)\s*\.\s*(?:#.*)?$""")]
    private static partial Regex Statement();

    [GeneratedRegex(@"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")]
    private static partial Regex Escape();
}
