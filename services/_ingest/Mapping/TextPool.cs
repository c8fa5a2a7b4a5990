namespace UrbanDataHub.Ingest.Mapping;

/// <summary>One string for all equal spans.</summary>
internal sealed class TextPool
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public TextPool() => _lookup = _known.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Get(ReadOnlySpan<char> text)
    {
        if (_lookup.TryGetValue(text, out var known))
            return known;
        var added = text.ToString();
        _known.Add(added);
        return added;
    }
}
