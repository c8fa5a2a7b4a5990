using System.Globalization;
using Microsoft.Data.Sqlite;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Reading.GeoPackage;

/// <summary>Rows of one layer, one at a time from SQLite. <c>$id</c> is the field that holds the row's key.</summary>
internal sealed class GeoPackageRows : RowReader
{
    /// <summary>The field of the key, whatever its column is called.</summary>
    public const string IdField = "$id";

    private readonly GeoPackageFile _file;
    private readonly SqliteDataReader _rows;
    private readonly IReadOnlyList<LayerColumn> _columns;
    private readonly GeoPackageLayer _layer;
    private long _position;

    private GeoPackageRows(PlacedFile placed, GeoPackageFile file, GeoPackageLayer layer)
        : base(placed.File)
    {
        _file = file;
        _layer = layer;
        _columns = layer.Columns;
        // Slot 0 is the key, then come the columns, and the geometry at the end.
        var select = new[] { layer.IdColumn }.Concat(_columns.Select(c => c.Name)).Append(layer.Geometry?.Column);
        _rows = file.Rows($"SELECT {string.Join(", ", select.Select(c => c is null ? "NULL" : Sql.Name(c)))} FROM {Sql.Name(layer.Name)}");
    }

    public override long Line => _position;

    public override string Raw => string.Join(", ", _columns.Select((c, i) => $"{c.Name}: {Text(i + 1)}"));

    public override string Fields => string.Join(", ", _columns.Select(c => c.Name));

    public override bool HasGeometry => _layer.Geometry is not null;

    public override string? Crs => _layer.Geometry?.Crs;

    public override byte[]? GeometryBlob => _layer.Geometry is null ? null : Value(_columns.Count + 1) switch
    {
        null => null,
        byte[] blob => blob,
        // Whatever else stands there is no geometry; the reader of geometries says so.
        _ => [],
    };

    /// <summary>Opens a layer; the rows own the file.</summary>
    /// <exception cref="BrokenFileException">The file is no GeoPackage, or has no such layer.</exception>
    public static GeoPackageRows Open(PlacedFile placed, ReadSpec spec)
    {
        var file = GeoPackageFile.Open(placed);
        try
        {
            return new GeoPackageRows(placed, file, file.Layer(spec.Layer));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override bool Read()
    {
        if (_file.Guarded(_rows.Read))
        {
            _position++;
            return true;
        }

        _file.RequireUnchanged();
        return false;
    }

    public override int Slot(string field)
    {
        if (field == IdField)
            return _layer.IdColumn is null
                ? throw new BrokenFileException(File, 0, IdField, $"the layer '{_layer.Name}' has no primary key; 'id' must name the columns that tell its rows apart")
                : 0;
        for (var i = 0; i < _columns.Count; i++)
        {
            if (_columns[i].Name.Normalize() == field)
                return i + 1;
        }

        return NoSlot;
    }

    public override object? Value(int slot) => _file.Guarded(() => _rows.GetValue(slot)) switch
    {
        DBNull => null,
        var value => value,
    };

    public override ReadOnlySpan<char> Text(int slot) => (Value(slot) switch
    {
        null => "",
        string text => text,
        long flag and (0 or 1) when slot > 0 && _columns[slot - 1].Kind == PropertyKind.Boolean => flag == 1 ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        byte[] bytes => $"({bytes.Length} bytes)",
        var other => Convert.ToString(other, CultureInfo.InvariantCulture),
    }).AsSpan().Trim();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rows.Dispose();
            _file.Dispose();
        }
        base.Dispose(disposing);
    }
}
