using Microsoft.Data.Sqlite;
using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Ingest.Reading.GeoPackage;

/// <summary>
/// A GeoPackage (OGC 12-128), opened in place: read-only and immutable, so that SQLite makes neither locks nor files beside it.
/// Faults of SQLite become <see cref="BrokenFileException"/>.
/// </summary>
internal sealed class GeoPackageFile : IDisposable
{
    private const string IsTable = "SELECT count(*) FROM sqlite_master WHERE name = $1 AND type IN ('table', 'view')";

    private readonly PlacedFile _placed;
    private readonly SqliteConnection _connection;

    private GeoPackageFile(PlacedFile placed)
    {
        _placed = placed;
        var path = string.Join('/', Path.GetFullPath(placed.Path).Split('/').Select(Uri.EscapeDataString));
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = $"file:{path}?immutable=1",
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ConnectionString);
    }

    /// <summary>Opens a file and owns it.</summary>
    /// <exception cref="BrokenFileException">It is no GeoPackage.</exception>
    public static GeoPackageFile Open(PlacedFile placed)
    {
        var file = new GeoPackageFile(placed);
        try
        {
            SqliteHeader.Check(placed);
            file.Guarded(file._connection.Open);
            // The file is a stranger's: its views may not call functions with effects, and a broken page is an error.
            file.Execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON");
            foreach (var table in new[] { "gpkg_contents", "gpkg_spatial_ref_sys" })
            {
                if (file.Scalar(IsTable, table) is 0L)
                    throw new BrokenFileException(placed.File, 0, table, "the table is missing: the file is an SQLite database, but no GeoPackage");
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Tables and views of features and of attributes, by name.</summary>
    public List<string> Layers() => Query(
        // 'aspatial' is what GDAL wrote before the standard had attributes.
        "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes', 'aspatial') ORDER BY table_name", r => r.GetString(0));

    /// <summary>The layer called <paramref name="name"/>; null means the only one.</summary>
    /// <exception cref="BrokenFileException">There is none, or more than one is meant.</exception>
    public GeoPackageLayer Layer(string? name)
    {
        var all = Layers();
        var meant = name is null ? all : all.Where(l => l == name).ToList();
        if (meant is not [var layer])
            throw new BrokenFileException(_placed.File, 0, "layer", (name, all) switch
            {
                (_, []) => "the GeoPackage has no layer of features or attributes",
                (null, _) => $"the GeoPackage has several layers, and 'layer' below 'read' must name one: {string.Join(", ", all)}",
                _ => $"the GeoPackage has no layer '{name}'; it has {string.Join(", ", all)}",
            });
        if (Scalar(IsTable, layer) is 0L)
            throw new BrokenFileException(_placed.File, 0, "layer", $"gpkg_contents names '{layer}', but there is no such table");
        return new LayerReader(this, layer).Read();
    }

    /// <summary>A statement whose rows are read one by one.</summary>
    public SqliteDataReader Rows(string sql)
    {
        // The command lives as long as its rows; the connection disposes of it.
        return Guarded(Command(sql, []).ExecuteReader);
    }

    /// <summary>Rows of a small question; values go in as $1, $2 …</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params object[] values) => Guarded(() =>
    {
        using var command = Command(sql, values);
        using var rows = command.ExecuteReader();
        var all = new List<T>();
        while (rows.Read())
            all.Add(read(rows));
        return all;
    });

    /// <summary>Whether there is a table or view of this name.</summary>
    public bool Has(string table) => Scalar(IsTable, table) is not 0L;

    /// <summary>Turns what SQLite says of a broken file into a sentence with its name.</summary>
    public T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is SqliteException or InvalidCastException or InvalidOperationException)
        {
            // "SQLite Error 11: 'database disk image is malformed'."
            var said = e is SqliteException ? e.Message.Split(": ", 2)[^1].Trim('\'', '.', ' ') : e.Message.TrimEnd('.');
            throw new BrokenFileException(_placed.File, 0, null, $"the GeoPackage cannot be read: {said}");
        }
    }

    /// <inheritdoc cref="PlacedFile.RequireUnchanged"/>
    public void RequireUnchanged() => _placed.RequireUnchanged();

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _placed.Dispose();
    }

    private void Guarded(Action action) => Guarded(() =>
    {
        action();
        return 0;
    });

    private void Execute(string sql) => Guarded(() =>
    {
        using var command = Command(sql, []);
        command.ExecuteNonQuery();
    });

    private object? Scalar(string sql, params object[] values) => Guarded(() =>
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar();
    });

    private SqliteCommand Command(string sql, object[] values)
    {
        var command = new SqliteCommand(sql, _connection) { CommandTimeout = 0 };
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        return command;
    }
}
