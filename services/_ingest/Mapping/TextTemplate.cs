using System.Text;
using System.Text.RegularExpressions;
using UrbanDataHub.Ingest.Reading;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>A text with fields in braces. A missing field vanishes with the blanks and commas around it.</summary>
internal sealed partial class TextTemplate
{
    private const char Missing = '\0';

    // Literals and slots in turn; a literal comes first and last.
    private readonly List<string> _literals = [];
    private readonly List<int> _slots = [];
    private readonly List<string> _names = [];

    public TextTemplate(string template, Func<string, int> slotOf)
    {
        var end = 0;
        foreach (Match field in FieldPattern().Matches(template))
        {
            _literals.Add(template[end..field.Index]);
            _names.Add(field.Groups[1].Value);
            _slots.Add(slotOf(_names[^1]));
            end = field.Index + field.Length;
        }

        _literals.Add(template[end..]);
    }

    public delegate ReadOnlySpan<char> SlotText(int slot);

    /// <summary>The filled text; empty when all fields are missing.</summary>
    public string Fill(SlotText text)
    {
        var filled = new StringBuilder(_literals[0]);
        var isNothing = true;
        for (var i = 0; i < _slots.Count; i++)
        {
            var value = _slots[i] == RowReader.NoSlot ? [] : text(_slots[i]);
            isNothing &= value.IsEmpty;
            if (value.IsEmpty)
                filled.Append(Missing);
            else
                filled.Append(value);
            filled.Append(_literals[i + 1]);
        }

        return isNothing ? "" : Tidy(filled.ToString());
    }

    /// <summary>Throws <paramref name="fault"/> for the first field that no row had.</summary>
    public void RequireSeen(RowReader rows, Func<string, Exception> fault)
    {
        var never = _slots.FindIndex(slot => slot == RowReader.NoSlot || !rows.Seen(slot));
        if (never >= 0)
            throw fault(_names[never]);
    }

    private static string Tidy(string filled) => filled.Contains(Missing, StringComparison.Ordinal)
        ? GapPattern().Replace(filled, gap => Joint(gap, filled.Length))
        : filled;

    private static string Joint(Match gap, int length)
    {
        if (gap.Index == 0 || gap.Index + gap.Length == length)
            return "";
        return gap.Value.Contains(',', StringComparison.Ordinal) ? ", " : gap.Value.Any(char.IsWhiteSpace) ? " " : "";
    }

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex FieldPattern();

    [GeneratedRegex(@"[\s,\0]*\0[\s,\0]*")]
    private static partial Regex GapPattern();
}
