using UrbanDataHub.Ingest.Reading;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>
/// A value specification bound to the fields of one file: yields the text of each row, and keeps off the heap where the text is
/// a field as it stands. Empty text is "nothing".
/// </summary>
internal sealed class FieldText
{
    private readonly ValueSpec _spec;
    private readonly string[] _sourceNulls;
    private readonly int[] _slots;
    private readonly TextTemplate? _template;
    private readonly Dictionary<string, string?>.AlternateLookup<ReadOnlySpan<char>>? _codes;
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>>? _replace;

    private FieldText(ValueSpec spec, string[] sourceNulls, RowReader rows)
    {
        _spec = spec;
        _sourceNulls = sourceNulls;
        _template = spec.Template is null ? null : new TextTemplate(spec.Template, name => Bind(spec, rows, [name])[0]);
        _slots = spec.From.Count > 0 ? Bind(spec, rows, spec.From) : [];
        _replace = spec.Replace is null
            ? null
            : new Dictionary<string, string>(spec.Replace, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _codes = spec.Codes is null
            ? null
            : new Dictionary<string, string?>(spec.Codes, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The field that a fault of this value names.</summary>
    public string Field => _spec.From.Count > 0 ? _spec.From[0] : _spec.Template ?? _spec.At.Key;

    public ValueSpec Spec => _spec;

    /// <summary>Looks the fields up.</summary>
    /// <exception cref="BrokenFileException">The file has none of them.</exception>
    public static FieldText Bind(ValueSpec spec, string[] sourceNulls, RowReader rows) => new(spec, sourceNulls, rows);

    /// <summary>A single field by name, as <c>id</c> and <c>only</c> use it.</summary>
    public static FieldText Bind(YamlValue at, string field, string[] sourceNulls, RowReader rows) =>
        new(ValueSpec.OfField(at, field), sourceNulls, rows);

    /// <summary>The text before <c>codes</c>.</summary>
    public ReadOnlySpan<char> Plain(RowReader row)
    {
        if (_spec.Constant is { } constant)
            return constant;
        if (_template is not null)
            return Picked(_template.Fill(slot => Clean(row.Text(slot))));
        foreach (var slot in _slots)
        {
            var text = slot == RowReader.NoSlot ? [] : Picked(Clean(row.Text(slot)));
            if (!text.IsEmpty)
                return text;
        }

        return [];
    }

    /// <summary>The items before <c>codes</c>, of a field that is a list or is split; null when there is nothing.</summary>
    public string[]? PlainList(RowReader row)
    {
        foreach (var slot in _slots)
        {
            if (slot != RowReader.NoSlot && row.List(slot) is { } list)
                return list.Select(i => Clean(i).ToString()).ToArray();
        }

        var text = Plain(row);
        if (text.IsEmpty)
            return null;
        return _spec.Split is { } separator
            ? text.ToString().Split(separator).Select(i => Clean(i.Trim()).ToString()).ToArray()
            : [text.ToString()];
    }

    /// <summary>Translates by <c>codes</c> and <c>otherwise</c>; without codes the text is what it was.</summary>
    /// <returns>False when the code is unknown.</returns>
    public bool Decode(ReadOnlySpan<char> plain, out ReadOnlySpan<char> decoded)
    {
        decoded = plain;
        if (_codes is not { } codes)
            return true;
        if (codes.TryGetValue(plain, out var code))
            decoded = code;
        else if (_spec.Otherwise is { } otherwise)
            decoded = otherwise.Text;
        else
            return plain.IsEmpty;
        return true;
    }

    /// <summary>The text after <c>codes</c>.</summary>
    /// <returns>False when the code is unknown; then <paramref name="text"/> is the code.</returns>
    public bool TryRead(RowReader row, out ReadOnlySpan<char> text)
    {
        var plain = Plain(row);
        if (Decode(plain, out text))
            return true;
        text = plain;
        return false;
    }

    /// <summary>Breaks the file when no row of it had any of the fields (formats without a header).</summary>
    public void RequireSeen(RowReader rows)
    {
        if (_slots.Length > 0 && !_spec.Optional && !_slots.Any(s => s != RowReader.NoSlot && rows.Seen(s)))
            throw NeverSeen(rows, Field);
        if (_template is not null && !_spec.Optional)
            _template.RequireSeen(rows, name => NeverSeen(rows, name));
    }

    private static BrokenFileException NeverSeen(RowReader rows, string field) =>
        new(rows.File, 0, field, $"no row has this field; the last one has {rows.Fields}");

    private static int[] Bind(ValueSpec spec, RowReader rows, IReadOnlyList<string> fields)
    {
        var slots = fields.Select(rows.Slot).ToArray();
        return spec.Optional || slots.Any(s => s != RowReader.NoSlot)
            ? slots
            : throw new BrokenFileException(rows.File, 1, fields[0], $"the file has no such field; it has {rows.Fields}");
    }

    private ReadOnlySpan<char> Clean(ReadOnlySpan<char> text)
    {
        if (_spec.Strip.Length > 0)
            text = text.Trim(_spec.Strip).Trim();
        if (text.ContainsAnyExceptInRange('\0', '\x7f') && text.ToString() is var written && !written.IsNormalized())
            text = written.Normalize();
        if (_replace is { } replace && replace.TryGetValue(text, out var replaced))
            text = replaced;
        return IsNothing(text, _sourceNulls) || IsNothing(text, _spec.Nulls) ? [] : text;
    }

    private static bool IsNothing(ReadOnlySpan<char> text, string[] nulls)
    {
        foreach (var nothing in nulls)
        {
            if (text.SequenceEqual(nothing))
                return true;
        }

        return false;
    }

    private ReadOnlySpan<char> Picked(ReadOnlySpan<char> text)
    {
        if (_spec.Pick is not { } pick || text.IsEmpty)
            return text;
        var match = pick.Match(text.ToString());
        return match.Success ? match.Groups[1].ValueSpan.Trim() : [];
    }
}
