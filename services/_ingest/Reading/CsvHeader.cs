using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>The column names of one CSV file.</summary>
internal sealed class CsvHeader(string file, IReadOnlyList<string> names)
{
    public int Count => names.Count;

    public IReadOnlyList<string> Names => names;

    /// <summary>The column of that name; a last <c>*</c> stands for the rest of it.</summary>
    /// <exception cref="BrokenFileException">Several columns are meant.</exception>
    public int Find(string name)
    {
        var found = RowReader.NoSlot;
        for (var i = 0; i < names.Count; i++)
        {
            if (!Matches(names[i], name))
                continue;
            if (found != RowReader.NoSlot)
                throw new BrokenFileException(file, 1, name, $"two columns are meant: '{names[found]}' and '{names[i]}'");
            found = i;
        }

        return found;
    }

    public override string ToString() => string.Join(", ", names.Where(n => n.Length > 0));

    private static bool Matches(string column, string name) =>
        name.EndsWith('*') ? column.AsSpan().StartsWith(name.AsSpan(..^1)) : column == name;
}
