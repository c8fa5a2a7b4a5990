using UrbanDataHub.Ingest.Reading;
using UrbanDataHub.Ingest.Reading.GeoPackage;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Describing;

/// <summary>What the layers of all sources of one collection have between them.</summary>
internal sealed class DescribedLayers
{
    private readonly OrderedDictionary<string, DescribedProperty> _properties = new(StringComparer.Ordinal);
    private readonly List<SourceFile> _sources = [];
    private readonly List<string> _geometries = [];
    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);

    /// <summary>The sources read so far; the first one speaks for the collection.</summary>
    public IReadOnlyList<SourceFile> Sources => _sources;

    /// <summary>All columns that become properties, in the order of their first appearance.</summary>
    public IEnumerable<DescribedProperty> Properties => _properties.Values;

    /// <summary>Format of the geometry; null when no layer has one.</summary>
    public string? Geometry { get; private set; }

    /// <summary>What the layers call their geometry, if they agree and a property may be called so; the name that GeoJSON has for it otherwise.</summary>
    public string GeometryName => _geometries is [var name] && PropertyNames.IsValid(name) ? name : CollectionDescriptor.GeometryName;

    /// <summary>What is not taken over as it is.</summary>
    public IEnumerable<string> Notes => _notes;

    /// <summary>Reads the layers of a source.</summary>
    /// <exception cref="Mapping.BrokenFileException">A file is missing or no GeoPackage, or lacks the layer.</exception>
    /// <exception cref="DescribeException">A column contradicts the layers before.</exception>
    public void Add(SourceFile source, string dataFolder)
    {
        var layers = source.Files.Select(file => ReadLayer(source, file, dataFolder)).OfType<GeoPackageLayer>().ToList();
        if (layers.Count == 0)
            throw new DescribeException($"{source.City}/{source.Name}: none of its optional files is there, so nothing says what columns there are");
        foreach (var layer in layers)
            Add(source, layer);
        var unknown = source.Describe!.Columns.Keys.FirstOrDefault(name => !_properties.ContainsKey(name));
        if (unknown is not null)
            throw new DescribeException(source.Describe.Columns[unknown].At.Fault($"the layer has no such column; it has {string.Join(", ", _properties.Keys)}").Message);
        _sources.Add(source);
    }

    private static GeoPackageLayer? ReadLayer(SourceFile source, SourcePath path, string dataFolder)
    {
        using var content = SourceContent.Open(path, dataFolder);
        if (content is null)
            return null;
        using var file = GeoPackageFile.Open(content.Place(source.Reading));
        return file.Layer(source.Reading.Layer);
    }

    private void Add(SourceFile source, GeoPackageLayer layer)
    {
        foreach (var column in layer.Columns.Where(c => c.Name != layer.IdColumn))
        {
            if (DescribedProperty.Of(column, source) is not { } property)
                _notes.Add($"the column '{column.Name}' ({column.Declared}) holds bytes and is not taken over");
            else
                _properties[property.Column] = _properties.TryGetValue(property.Column, out var known) ? known.With(property) : property;
        }

        if (layer.Geometry is null)
            return;
        if (!_geometries.Contains(layer.Geometry.Column))
            _geometries.Add(layer.Geometry.Column);
        var format = GeometryTypes.FormatOf(layer.Geometry.Type);
        Geometry = Geometry is null || Geometry == format ? format : GeometryTypes.Any;
        if (layer.Geometry.HasHeights)
            _notes.Add("heights and measures (Z, M) are not kept");
    }
}
