using System.Security.Cryptography;
using System.Text;
using Cronos;
using UrbanDataHub.Ingest.Reading.GeoPackage;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>What the rows of a source become.</summary>
public enum SourceOrder
{
    /// <summary>Features of a collection, replaced by difference.</summary>
    Features,

    /// <summary>Observations of datastreams, added or corrected; imported after the features of the city.</summary>
    Series,
}

/// <summary>A place that observations may be reported from: the city's box, a box of the source's own, or anywhere.</summary>
/// <param name="Box">West, south, east, north; null for anywhere.</param>
internal sealed record InsideSpec(double[]? Box, bool OfCity)
{
    /// <param name="ofCity">What holds when the source says nothing: the city's box, or anywhere.</param>
    public static InsideSpec Read(YamlValue? inside, CityFile city, bool ofCity) => inside switch
    {
        null => ofCity ? new InsideSpec(city.Bbox, true) : new InsideSpec(null, false),
        { IsList: true } => new InsideSpec(inside.Box(), false),
        _ => inside.OneOf("city", "anywhere") == "city" ? new InsideSpec(city.Bbox, true) : new InsideSpec(null, false),
    };
}

/// <summary>One source of a city: <c>infra/cities/&lt;city&gt;/&lt;name&gt;.yaml</c>, checked against its collection.</summary>
public sealed class SourceFile
{
    private SourceFile(string path, string text, YamlMap map, CityFile city, CollectionCatalogue catalogue, Vocabularies vocabularies)
    {
        YamlPath = path;
        Name = Path.GetFileNameWithoutExtension(path);
        City = city.City;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        Title = map.Required("title").Local();
        Description = map.Required("description").Local();
        Describe = map.Optional("describe") is { } describe ? DescribeSpec.Read(describe, vocabularies) : null;
        Descriptor = FindDescriptor(map.Required("collection"), catalogue);
        Publisher = map.Optional("publisher")?.Text() ?? city.Publisher;
        Licence = vocabularies.Licence(map.Required("licence"));
        Rights = map.Required("rights").OneOf("A", "B", "C")[0];
        Attribution = map.Optional("attribution")?.Text();
        Frequency = vocabularies.Frequency(map.Required("frequency"));
        Schedule = ReadSchedule(map.Optional("schedule"));
        Shrink = ReadShrink(map.Optional("shrink"));
        Inside = InsideSpec.Read(map.Optional("inside"), city, ofCity: Describe is null);
        Files = SourceFiles.Read(map.Optional("files"));
        Reading = ReadSpec.Read(map.Required("read"));
        Nulls = map.Optional("nulls")?.Texts() ?? [];
        Unpivot = map.Optional("unpivot") is { } unpivot ? UnpivotSpec.Read(unpivot) : null;
        Only = Condition.ReadAll(map.Optional("only"));
        Distinct = map.Optional("distinct")?.OneOf("first", "last") switch { "first" => DistinctRows.First, "last" => DistinctRows.Last, _ => DistinctRows.NotSaid };
        Id = ReadId(map);
        Properties = map.Optional("map")?.Map().All().ToDictionary(p => p.Name, p => ValueSpec.Read(p.Value), StringComparer.Ordinal);
        Series = map.Optional("series") is { } series ? SeriesSpec.Read(series) : null;
        Geometry = Series is null ? GeometrySpec.Read(map.Optional("geometry"), Reading.Format) : null;
        Order = ReadOrder(map.Optional("order"));
        map.Done();
        SourceCheck.Check(this, map, vocabularies);
    }

    /// <summary>Path of the YAML file.</summary>
    public string YamlPath { get; }

    /// <summary>Name of the source: the file name without extension.</summary>
    public string Name { get; }

    /// <summary>City id.</summary>
    public string City { get; }

    /// <summary>Id of the collection that it fills.</summary>
    public string Collection => Descriptor.Id;

    /// <summary>The collection that it fills.</summary>
    public CollectionDescriptor Descriptor { get; }

    /// <summary>Title of the dataset.</summary>
    public LocalText Title { get; }

    /// <summary>Description of the dataset.</summary>
    public LocalText Description { get; }

    /// <summary>Who publishes the dataset.</summary>
    public string Publisher { get; }

    /// <summary>Licence, a code of <c>schemas/vocabularies</c> with its address.</summary>
    public Licence Licence { get; }

    /// <summary><c>A</c> or <c>B</c>: may be imported; <c>C</c>: unclear, only when the node says so.</summary>
    public char Rights { get; }

    /// <summary>The text that a BY licence asks for; null if none.</summary>
    public string? Attribution { get; }

    /// <summary>Code of the EU frequency table.</summary>
    public string Frequency { get; }

    /// <summary>When it is fetched and imported again, in the city's zone; null for never.</summary>
    public CronExpression? Schedule { get; }

    /// <summary>Share of its features that an import may delete; more is held back.</summary>
    public double Shrink { get; }

    /// <summary>Whether it makes features or observations.</summary>
    public SourceOrder Order { get; }

    /// <summary>Its files in the order of reading; empty when the rows stand in the YAML file.</summary>
    public IReadOnlyList<SourcePath> Files { get; }

    /// <summary>Whether a server is asked for its rows, and no file is read.</summary>
    public bool IsPulled => Reading.Pull is not null;

    /// <summary>Where the public finds what it is made of.</summary>
    internal IEnumerable<string> Addresses => Reading.Pull is { } pull ? [pull.Url.ToString()] : Files.Select(f => f.Address);

    /// <summary>SHA-256 of the YAML text in hex: a changed mapping imports again though the data did not change.</summary>
    public string Fingerprint { get; }

    /// <summary>Whether its collection has a descriptor; false until the command <c>describe</c> has made one from its layer.</summary>
    public bool IsDescribed => Describe is null || Descriptor.DescribedBy.Count > 0;

    /// <summary>How the descriptor of its collection is made from its layer; null when somebody wrote the descriptor.</summary>
    internal DescribeSpec? Describe { get; }

    internal InsideSpec Inside { get; }

    internal ReadSpec Reading { get; }

    internal string[] Nulls { get; }

    internal UnpivotSpec? Unpivot { get; }

    internal IReadOnlyList<Condition> Only { get; }

    internal DistinctRows Distinct { get; }

    internal IdSpec? Id { get; }

    internal IReadOnlyDictionary<string, ValueSpec>? Properties { get; }

    internal GeometrySpec? Geometry { get; }

    internal SeriesSpec? Series { get; }

    /// <summary>Reads and checks a source file.</summary>
    /// <exception cref="SourceException">It is missing or wrong; the message names file, line and key.</exception>
    public static SourceFile Read(string path, CityFile city, CollectionCatalogue catalogue, Vocabularies vocabularies)
    {
        var text = YamlText.Read(path);
        return new SourceFile(path, text, YamlMap.Parse(path, text), city, catalogue, vocabularies);
    }

    private CollectionDescriptor FindDescriptor(YamlValue collection, CollectionCatalogue catalogue)
    {
        var id = collection.Text();
        if (catalogue.Find(id) is { } known)
            return Describe is null || known.DescribedBy.Count > 0
                ? known
                : throw Describe.At.Fault($"the collection '{id}' is described in schemas/collections; take 'describe' away, or choose another id");
        if (Describe is null)
            throw collection.Fault($"'{id}' is not a collection of schemas/collections");
        if (!CollectionCatalogue.IsId(id))
            throw collection.Fault($"'{id}' must be lower-case words joined by '-', of at most {CollectionCatalogue.LongestId} characters");
        return Undescribed(id, Describe);
    }

    /// <summary>Stands in until the layer has been looked at.</summary>
    private CollectionDescriptor Undescribed(string id, DescribeSpec spec) => new(
        id, spec.Domain, spec.Title ?? Title, spec.Description ?? Description, spec.Singular ?? id, spec.Theme, null, [], null, null,
        id.Replace('-', '_'), Derived: true, [new KeyColumn("local_id", PropertyKind.Text)], "");

    private IdSpec? ReadId(YamlMap map)
    {
        if (map.Optional("id") is { } id)
            return IdSpec.Read(id);
        // A layer has a key, and its name need not be known.
        return Reading.Format == FileFormat.GeoPackage ? IdSpec.OfField(map.Required("read"), GeoPackageRows.IdField) : null;
    }

    private static CronExpression? ReadSchedule(YamlValue? schedule)
    {
        if (schedule is null)
            return null;
        var format = schedule.Text().Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;
        return CronExpression.TryParse(schedule.Text(), format, out var cron)
            ? cron
            : throw schedule.Fault($"'{schedule.Text()}' is not a cron expression of five fields, such as 0 4 * * *, or of six with seconds first");
    }

    private static double ReadShrink(YamlValue? shrink) => shrink?.Number() switch
    {
        null => 0.3,
        >= 0 and <= 1 and var share => share,
        _ => throw shrink!.Fault("must be a share from 0 to 1"),
    };

    private SourceOrder ReadOrder(YamlValue? order)
    {
        var natural = Series is null && Reading.Format != FileFormat.SensorThings ? SourceOrder.Features : SourceOrder.Series;
        return order is null || (order.OneOf("features", "series") == "series") == (natural == SourceOrder.Series)
            ? natural
            : throw order.Fault(Series is null ? "'series' needs a key 'series' that says how rows become observations" : "must be 'series' here");
    }
}
