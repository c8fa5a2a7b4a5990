using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>
/// The keys of one YAML mapping. A key that nobody asked for is an error when <see cref="Done"/> is called:
/// a typo must not silently switch a rule off.
/// </summary>
internal sealed class YamlMap
{
    private readonly YamlValue _self;
    private readonly Dictionary<string, (YamlNode Name, YamlNode Value)> _entries = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _asked = new(StringComparer.Ordinal);

    public YamlMap(string file, YamlMappingNode node, string key)
    {
        _self = new YamlValue(file, node, key);
        foreach (var (name, value) in node.Children)
        {
            if (name is not YamlScalarNode { Value: { } text })
                throw _self.Child(name, "?").Fault("a key must be a text");
            _entries[text] = (name, value);
        }
    }

    public IEnumerable<string> Keys => _entries.Keys;

    public SourceException Fault(string what) => _self.Fault(what);

    public YamlValue Required(string name) => Optional(name) ?? throw new SourceException(
        _self.File, _self.Line, PathOf(name), "is missing");

    /// <summary>The value, or null when the key is absent or holds <c>null</c>.</summary>
    public YamlValue? Optional(string name) => Find(name) is { IsNull: false } value ? value : null;

    /// <summary>The value even when it is <c>null</c>; null only when the key is absent.</summary>
    public YamlValue? Find(string name)
    {
        _asked.Add(name);
        return _entries.TryGetValue(name, out var entry) ? _self.Child(entry.Value, name) : null;
    }

    /// <summary>All entries, for maps whose keys are names and not words of the language.</summary>
    public IEnumerable<(string Name, YamlValue Value)> All() => _entries.Keys.ToList().Select(name => (name, Find(name)!));

    /// <summary>Complains about the first key that nobody asked for.</summary>
    public void Done()
    {
        foreach (var (name, entry) in _entries)
        {
            if (!_asked.Contains(name))
                throw new SourceException(_self.File, entry.Name.Start.Line, PathOf(name), $"is not known here; {Suggestion(name)}");
        }
    }

    /// <summary>Reads the one mapping that <paramref name="file"/> holds.</summary>
    public static YamlMap Parse(string file, string text)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            var reason = (e.InnerException ?? e).Message.TrimEnd('.');
            throw new SourceException(file, e.Start.Line, "", $"is not YAML: {reason}");
        }

        return yaml.Documents is [{ RootNode: YamlMappingNode root }]
            ? new YamlMap(file, root, "")
            : throw new SourceException(file, 1, "", "must be one YAML document of keys and values");
    }

    private string PathOf(string name) => _self.Key.Length == 0 ? name : $"{_self.Key}.{name}";

    private string Suggestion(string name)
    {
        var nearest = _asked.MinBy(known => Distance(name, known));
        return nearest is not null && Distance(name, nearest) <= 2
            ? $"'{nearest}' may be meant"
            : $"known keys are {string.Join(", ", _asked)}";
    }

    /// <summary>Levenshtein distance; names are short.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
