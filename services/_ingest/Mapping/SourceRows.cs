using UrbanDataHub.Ingest.Reading;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>One run over the files of a source: bytes to mapped rows, streamed. It can be read once.</summary>
public sealed class SourceRows
{
    private const int RowsBetweenCancellations = 1_024;

    private readonly SourceFile _source;
    private readonly CollectionDescriptor _descriptor;
    private readonly string _dataFolder;
    private readonly LocalIds? _ids;
    private readonly CityFile _city;
    private readonly List<ImportedFile> _files = [];

    private SourceRows(SourceFile source, CityFile city, CollectionDescriptor descriptor, string dataFolder)
    {
        _source = source;
        _descriptor = descriptor;
        _dataFolder = dataFolder;
        _ids = source.Id is null ? null : new LocalIds(source.Id, source.Distinct != DistinctRows.NotSaid);
        _city = city;
    }

    /// <summary>Rows read so far, counted after <c>unpivot</c>.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Rows so far that the source declares as not meant.</summary>
    public long RowsSkipped { get; private set; }

    /// <summary>The files opened so far, with their checksums. A missing optional file is not among them.</summary>
    public IReadOnlyList<ImportedFile> Files => _files;

    /// <summary>Prepares a run; no file is opened yet.</summary>
    /// <param name="dataFolder">The folder that the paths of the source are below.</param>
    public static SourceRows Open(SourceFile source, CityFile city, CollectionDescriptor descriptor, string dataFolder) =>
        new(source, city, descriptor, dataFolder);

    /// <summary>Maps every row of every file, in order. Features have distinct local ids; rejected rows are among the items.</summary>
    /// <exception cref="BrokenFileException">A file is missing or unusable as a whole; nothing that was yielded may be kept.</exception>
    public IEnumerable<MappedItem> Read(CancellationToken cancellation)
    {
        var items = _source.Reading.Format == FileFormat.Inline
            ? ReadRows(OpenInline, cancellation)
            : _source.Files.SelectMany(path => ReadFile(path, cancellation));
        return _source.Distinct switch
        {
            DistinctRows.First => First(items),
            DistinctRows.Last => Last(items),
            _ => items,
        };
    }

    /// <summary>Maps the rows of one page that a server of OGC API Features answered.</summary>
    /// <param name="name">What rejections call the page.</param>
    /// <exception cref="BrokenFileException">It is not a page of features, or lacks a field that the source names.</exception>
    internal List<MappedItem> ReadPage(string name, byte[] page, CancellationToken cancellation)
    {
        var reading = _source.Reading with { Format = FileFormat.GeoJson, Rows = "features" };
        return [.. ReadRows(() => new JsonRows(name, new MemoryStream(page, writable: false), reading), cancellation)];
    }

    private IEnumerable<MappedItem> First(IEnumerable<MappedItem> items)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item is not MappedFeature feature || seen.Add(feature.LocalId))
                yield return item;
            else
                RowsSkipped++;
        }
    }

    /// <summary>Which row is the last is known at the end, so the features wait until then.</summary>
    private IEnumerable<MappedItem> Last(IEnumerable<MappedItem> items)
    {
        var last = new OrderedDictionary<string, MappedFeature>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item is not MappedFeature feature)
            {
                yield return item;
                continue;
            }

            if (!last.TryAdd(feature.LocalId, feature))
            {
                last[feature.LocalId] = feature;
                RowsSkipped++;
            }
        }

        foreach (var feature in last.Values)
            yield return feature;
    }

    private IEnumerable<MappedItem> ReadFile(SourcePath path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var content = SourceContent.Open(path, _dataFolder);
        if (content is null)
            yield break;
        _files.Add(content.Identity);
        foreach (var item in ReadRows(() => RowReaders.Open(_source, path, content), cancellation))
            yield return item;
    }

    private InlineRows OpenInline()
    {
        var path = $"infra/cities/{_source.City}/{_source.Name}.yaml";
        _files.Add(new ImportedFile(path, "", new FileInfo(_source.YamlPath).Length, _source.Fingerprint));
        return new InlineRows(path, _source.Reading.Inline);
    }

    private IEnumerable<MappedItem> ReadRows(Func<RowReader> open, CancellationToken cancellation)
    {
        using var rows = open();
        var only = new RowFilter(_source, rows);
        var mapper = Mapper(rows);
        var items = new List<MappedItem>();
        var any = false;
        while (rows.Read())
        {
            any = true;
            if (++RowsRead % RowsBetweenCancellations == 0)
                cancellation.ThrowIfCancellationRequested();
            Map(rows, only, mapper, items);
            foreach (var item in items)
                yield return item;
            items.Clear();
        }

        if (!any)
            yield break;
        only.RequireSeen();
        mapper.RequireSeen();
    }

    private RowMapper Mapper(RowReader rows) => _source.Series is not null
        ? new SeriesMapper(_source, rows)
        : new FeatureMapper(_source, _descriptor, rows, _ids!, GeometryCheck.Bind(_source, _descriptor, _city, rows));

    private void Map(RowReader rows, RowFilter only, RowMapper mapper, List<MappedItem> items)
    {
        if (rows.IsFooter)
            RowsSkipped++;
        else if (rows.Fault is { } fault)
            items.Add(RowMapper.Reject(rows, "", fault));
        else if (only.Holds(rows))
            mapper.Map(items);
        else
            RowsSkipped++;
    }
}
