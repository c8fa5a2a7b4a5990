using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>The column names of one CSV file.</summary>
internal sealed class CsvHeader(string file, IReadOnlyList<string> written)
{
    // Source files are written in composed form; a header may not be.
    private readonly List<string> _names = written.Select(n => n.Normalize()).ToList();

    public int Count => _names.Count;

    public IReadOnlyList<string> Names => _names;

    /// <summary>The column of that name; a last <c>*</c> stands for the rest of it.</summary>
    /// <exception cref="BrokenFileException">Several columns are meant.</exception>
    public int Find(string name)
    {
        var found = RowReader.NoSlot;
        for (var i = 0; i < _names.Count; i++)
        {
            if (!Matches(_names[i], name))
                continue;
            if (found != RowReader.NoSlot)
                throw new BrokenFileException(file, 1, name, $"two columns are meant: '{_names[found]}' and '{_names[i]}'");
            found = i;
        }

        return found;
    }

    public override string ToString() => string.Join(", ", _names.Where(n => n.Length > 0));

    private static bool Matches(string column, string name) =>
        name.EndsWith('*') ? column.AsSpan().StartsWith(name.AsSpan(..^1)) : column == name;
}
