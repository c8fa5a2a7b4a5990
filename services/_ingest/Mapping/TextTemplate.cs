using System.Text;
using System.Text.RegularExpressions;
using UrbanDataHub.Ingest.Reading;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>
/// A text with fields in braces. A missing field vanishes with the blanks and commas around it; so does what stands in
/// brackets when a field in it is missing.
/// </summary>
internal sealed partial class TextTemplate
{
    private const char Missing = '\0';
    private const int NoGroup = -1;

    private readonly List<Part> _parts = [];

    public TextTemplate(string template, Func<string, int> slotOf)
    {
        var (group, groups) = (NoGroup, 0);
        foreach (Match token in TokenPattern().Matches(template))
        {
            if (token.Value == "[")
                group = groups++;
            else if (token.Value == "]")
                group = NoGroup;
            else if (token.Groups[1].Success)
                _parts.Add(new Part("", slotOf(token.Groups[1].Value), token.Groups[1].Value, group));
            else
                _parts.Add(new Part(token.Value, 0, null, group));
        }
    }

    public delegate ReadOnlySpan<char> SlotText(int slot);

    /// <summary>The filled text; empty when all fields are missing.</summary>
    public string Fill(SlotText text)
    {
        var values = _parts.Select(p => p.IsField ? ValueOf(p, text) : p.Literal).ToList();
        if (_parts.Zip(values).All(p => !p.First.IsField || p.Second.Length == 0))
            return "";
        var broken = _parts.Zip(values).Where(p => p.First.IsField && p.Second.Length == 0).Select(p => p.First.Group).ToHashSet();
        var filled = new StringBuilder();
        for (var i = 0; i < values.Count; i++)
        {
            var vanishes = _parts[i].Group != NoGroup && broken.Contains(_parts[i].Group);
            if (vanishes || (_parts[i].IsField && values[i].Length == 0))
                filled.Append(Missing);
            else
                filled.Append(values[i]);
        }

        return Tidy(filled.ToString());
    }

    /// <summary>Throws <paramref name="fault"/> for the first field that no row had.</summary>
    public void RequireSeen(RowReader rows, Func<string, Exception> fault)
    {
        if (_parts.Find(p => p.IsField && (p.Slot == RowReader.NoSlot || !rows.Seen(p.Slot))) is { } never)
            throw fault(never.Name!);
    }

    private static string ValueOf(Part part, SlotText text) => part.Slot == RowReader.NoSlot ? "" : text(part.Slot).ToString();

    private static string Tidy(string filled) => filled.Contains(Missing, StringComparison.Ordinal)
        ? GapPattern().Replace(filled, gap => Joint(gap, filled.Length))
        : filled;

    private static string Joint(Match gap, int length)
    {
        if (gap.Index == 0 || gap.Index + gap.Length == length)
            return "";
        return gap.Value.Contains(',', StringComparison.Ordinal) ? ", " : gap.Value.Any(char.IsWhiteSpace) ? " " : "";
    }

    [GeneratedRegex(@"\{([^{}]+)\}|[\[\]]|[^{}\[\]]+")]
    private static partial Regex TokenPattern();

    [GeneratedRegex(@"[\s,\0]*\0[\s,\0]*")]
    private static partial Regex GapPattern();

    /// <summary>A literal, or a field.</summary>
    /// <param name="Group">The brackets it stands in.</param>
    private sealed record Part(string Literal, int Slot, string? Name, int Group)
    {
        public bool IsField => Name is not null;
    }
}
