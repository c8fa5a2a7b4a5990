using UrbanDataHub.Ingest.Reading;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>The conditions of <c>only</c>, bound to the fields of one file. All must hold.</summary>
internal sealed class RowFilter(SourceFile source, RowReader rows)
{
    private readonly (FieldText Text, Condition Condition)[] _conditions =
        source.Only.Select(c => (FieldText.Bind(c.At, c.Field, source.Nulls, rows), c)).ToArray();

    public bool Holds(RowReader row)
    {
        foreach (var (text, condition) in _conditions)
        {
            if (!Holds(text.Plain(row), condition))
                return false;
        }

        return true;
    }

    /// <summary>Breaks the file when no row of it had a field.</summary>
    public void RequireSeen()
    {
        foreach (var (text, _) in _conditions)
            text.RequireSeen(rows);
    }

    private static bool IsOneOf(ReadOnlySpan<char> text, string[] values)
    {
        foreach (var value in values)
        {
            if (text.SequenceEqual(value))
                return true;
        }

        return false;
    }

    private static bool Holds(ReadOnlySpan<char> text, Condition condition)
    {
        if (condition.Present is { } present)
            return text.IsEmpty != present;
        if (condition.Matches is { } pattern)
            return pattern.IsMatch(text);
        return condition.Not is { } not ? !IsOneOf(text, not) : IsOneOf(text, condition.Is!);
    }
}
