using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Inverting;
using UrbanDataHub.Simulator.Plausible;
using UrbanDataHub.Simulator.Uses;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>One file of rows (or one member of an archive) with all the sources of the city that read it.</summary>
internal sealed class Table
{
    private readonly FieldNames _names = new();
    private readonly List<WideColumns> _wide = [];

    public Table(CityFile city, string path, IReadOnlyList<TableReader> readers, Draw seed)
    {
        City = city;
        Path = path;
        Readers = readers;
        Draw = seed.At(path).At(Reading.Member ?? "");
        GeometryReaders = readers.Where(r => r.Source.Geometry is not null && r.Source.Descriptor.Geometry is not null).ToList();
        Box = CommonBox();
    }

    public CityFile City { get; }

    /// <summary>Path below the data folder.</summary>
    public string Path { get; }

    public IReadOnlyList<TableReader> Readers { get; }

    /// <summary>How the file is written; the readers agree on it.</summary>
    public ReadSpec Reading => Readers[0].Source.Reading;

    /// <summary>Chance of this table.</summary>
    public Draw Draw { get; }

    /// <summary>The fields that are columns, or members of JSON objects.</summary>
    public IReadOnlyList<Field> Fields => _names.All;

    /// <summary>The columns that become rows of their own.</summary>
    public IReadOnlyList<WideColumns> Wide => _wide;

    /// <summary>The fields that local ids are made of, with their uses.</summary>
    public Dictionary<TableReader, (Field Field, IdUse Use)> Ids { get; } = [];

    /// <summary>The source whose rows are readings, if there is one.</summary>
    public TableReader? Series => Readers.FirstOrDefault(r => r.IsSeries);

    /// <summary>The readers whose features have a geometry.</summary>
    public IReadOnlyList<TableReader> GeometryReaders { get; }

    /// <summary>West, south, east, north that every reader accepts.</summary>
    public double[] Box { get; }

    /// <summary>The longitude east of which no reader accepts a place.</summary>
    public double OutsideEast => GeometryReaders.Select(r => r.Source.Inside.Box).OfType<double[]>().Select(b => b[2]).Append(Box[2]).Max();

    /// <summary>Uses of one kind, with their fields.</summary>
    public IEnumerable<(Field Field, T Use)> Uses<T>()
        where T : FieldUse =>
        Fields.Concat(_wide.Select(w => w.Value)).SelectMany(f => f.Uses.OfType<T>().Select(u => (f, u)));

    /// <summary>The field that a reader calls by this name; null when the simulator makes it by other means, or the file's name says it.</summary>
    public Field? FieldOf(TableReader reader, string name)
    {
        if (name.StartsWith('$') && (reader.Named(name) is not null || name != "$id" || Reading.Format != FileFormat.GeoJson))
            return null;
        return reader.Source.Unpivot is { } unpivot && WideOf(unpivot).Find(name) is { } field ? field : _names.Named(name);
    }

    /// <summary>The columns of an <c>unpivot</c>.</summary>
    public WideColumns WideOf(UnpivotSpec unpivot)
    {
        if (_wide.FirstOrDefault(w => w.IsOf(unpivot)) is { } known)
            return known;
        var columns = new WideColumns(unpivot);
        _wide.Add(columns);
        return columns;
    }

    private double[] CommonBox()
    {
        var boxes = GeometryReaders.Select(r => r.Source.Inside.Box).OfType<double[]>().DefaultIfEmpty(City.Bbox).ToList();
        double[] common = [boxes.Max(b => b[0]), boxes.Max(b => b[1]), boxes.Min(b => b[2]), boxes.Min(b => b[3])];
        return common[0] < common[2] && common[1] < common[3]
            ? common
            : throw Readers[0].Refuse("inside", $"no place lies inside the boxes of all sources that read {Path}");
    }
}
