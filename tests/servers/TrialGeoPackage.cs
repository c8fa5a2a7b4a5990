using System.Globalization;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace UrbanDataHub.Tests.Servers;

/// <summary>Writes a GeoPackage (OGC 12-128) as small as the standard allows: a test says which layers it has and which rows.</summary>
public sealed class TrialGeoPackage : IDisposable
{
    private const string Tables = """
        PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;
        CREATE TABLE gpkg_spatial_ref_sys (
            srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
            definition TEXT NOT NULL, description TEXT);
        CREATE TABLE gpkg_contents (
            table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
            last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
            min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (
            table_name TEXT PRIMARY KEY, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
            z TINYINT NOT NULL, m TINYINT NOT NULL);
        INSERT INTO gpkg_spatial_ref_sys VALUES
            ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL), ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL);
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    private TrialGeoPackage(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        _connection.Open();
        Run(Tables, null);
        _transaction = _connection.BeginTransaction();
    }

    /// <summary>A new file without layers; it is whole when this is disposed.</summary>
    public static TrialGeoPackage Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        return new TrialGeoPackage(path);
    }

    /// <summary>A geometry as GeoPackages keep it, from well-known text (also with Z); null for null.</summary>
    public static byte[]? Geometry(string? wkt, int srs = 4326)
    {
        if (wkt is null)
            return null;
        var geometry = new WKTReader().Read(wkt);
        var wkb = new WKBWriter(ByteOrder.LittleEndian, handleSRID: false, emitZ: geometry.Coordinates.Any(c => !double.IsNaN(c.Z))).Write(geometry);
        // Little endian without an envelope; the flag of an empty geometry is of its own.
        return [(byte)'G', (byte)'P', 0, (byte)(geometry.IsEmpty ? 0b1_0001 : 0b0_0001), .. BitConverter.GetBytes(srs), .. wkb];
    }

    /// <summary>Runs any statement.</summary>
    public void Execute(string sql, params ReadOnlySpan<object?> values) => Run(sql, _transaction, values);

    /// <summary>A reference system of the EPSG register.</summary>
    public void AddReferenceSystem(int epsg) =>
        Execute("INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES ($1, $1, 'EPSG', $1, 'not needed', NULL)", epsg);

    /// <summary>A table with a column <c>geom</c>.</summary>
    /// <param name="columns">The other columns in SQL; a primary key <c>fid</c> comes first.</param>
    public void AddFeatures(string layer, string columns, string geometry = "POINT", int srs = 4326)
    {
        if (srs > 0)
            AddReferenceSystem(srs);
        Execute($"CREATE TABLE \"{layer}\" (fid INTEGER PRIMARY KEY, geom {geometry}, {columns})");
        Register(layer, geometry, srs);
    }

    /// <summary>Registers a table or view that is there as a layer of features.</summary>
    public void Register(string layer, string geometry, int srs)
    {
        Execute("INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ($1, 'features', $1, $2)", layer, srs);
        Execute("INSERT INTO gpkg_geometry_columns VALUES ($1, 'geom', $2, $3, 2, 0)", layer, geometry, srs);
    }

    /// <summary>A table without a geometry.</summary>
    public void AddAttributes(string layer, string columns)
    {
        Execute($"CREATE TABLE \"{layer}\" (fid INTEGER PRIMARY KEY, {columns})");
        Execute("INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ($1, 'attributes', $1)", layer);
    }

    /// <summary>A row, value by value in the order of the columns.</summary>
    public void Insert(string layer, params ReadOnlySpan<object?> values) =>
        Execute(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO \"{layer}\" VALUES ({string.Join(", ", Enumerable.Range(1, values.Length).Select(i => $"${i}"))})"), values);

    /// <inheritdoc/>
    public void Dispose()
    {
        _transaction.Commit();
        _transaction.Dispose();
        _connection.Dispose();
    }

    private void Run(string sql, SqliteTransaction? transaction, params ReadOnlySpan<object?> values)
    {
        using var command = new SqliteCommand(sql, _connection, transaction);
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i] ?? DBNull.Value);
        command.ExecuteNonQuery();
    }
}
