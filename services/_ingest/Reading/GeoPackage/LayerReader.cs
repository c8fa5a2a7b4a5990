using Microsoft.Data.Sqlite;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Reading.GeoPackage;

/// <summary>What a GeoPackage says of one layer (clauses 2.1.5 and 2.1.6).</summary>
internal sealed class LayerReader(GeoPackageFile file, string layer)
{
    public GeoPackageLayer Read()
    {
        var geometry = ReadGeometry();
        var titles = ReadTitles();
        // 1 hides a column of a virtual table; generated columns (2, 3) are columns like others.
        var columns = file.Query(
            "SELECT name, type, pk FROM pragma_table_xinfo($1) WHERE hidden <> 1 ORDER BY cid",
            r => (Name: r.GetString(0), Declared: r.GetString(1), Key: r.GetInt64(2)), layer);
        return new GeoPackageLayer(
            layer,
            IdColumn(columns),
            columns.Where(c => !SameName(c.Name, geometry?.Column)).Select(c => new LayerColumn(c.Name, c.Declared, titles.GetValueOrDefault(c.Name))).ToList(),
            geometry is null ? null : geometry with { Column = columns.Find(c => SameName(c.Name, geometry.Column)).Name ?? geometry.Column });
    }

    private string? IdColumn(List<(string Name, string Declared, long Key)> columns)
    {
        if (columns.Where(c => c.Key > 0).ToList() is [var key])
            return key.Name;
        var isView = file.Query("SELECT type FROM sqlite_master WHERE name = $1", r => r.GetString(0), layer) is ["view"];
        if (isView)
            return columns is [var first, ..] && ColumnType.KindOf(first.Declared) == PropertyKind.Integer ? first.Name : null;
        return HasRowId() ? "rowid" : null;
    }

    /// <summary>A table WITHOUT ROWID has none, and SQLite knows that best.</summary>
    private bool HasRowId()
    {
        try
        {
            using var none = file.Rows($"SELECT rowid FROM {Sql.Name(layer)} LIMIT 0");
            return true;
        }
        catch (Mapping.BrokenFileException)
        {
            return false;
        }
    }

    private LayerGeometry? ReadGeometry() => !file.Has("gpkg_geometry_columns")
        ? null
        : file.Query(
            """
            SELECT g.column_name, upper(g.geometry_type_name), g.srs_id, s.organization, s.organization_coordsys_id, g.z <> 0 OR g.m <> 0
            FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id WHERE g.table_name = $1
            """,
            r => new LayerGeometry(r.GetString(0), r.GetString(1), Crs(r), r.GetBoolean(5)), layer).FirstOrDefault();

    /// <summary>-1 and 0 are the undefined Cartesian and geographic systems (clause 1.1.2.1.2).</summary>
    private static string? Crs(SqliteDataReader row)
    {
        var id = row.GetInt64(2);
        if (id is -1 or 0)
            return null;
        return row.IsDBNull(3) ? $"EPSG:{id}" : $"{row.GetString(3).ToUpperInvariant()}:{row.GetString(4)}";
    }

    private Dictionary<string, string> ReadTitles() => !file.Has("gpkg_data_columns")
        ? []
        : file.Query(
            "SELECT column_name, coalesce(title, description) FROM gpkg_data_columns WHERE table_name = $1 AND coalesce(title, description, '') <> ''",
            r => (Name: r.GetString(0), Title: r.GetString(1)), layer).ToDictionary(c => c.Name, c => c.Title, StringComparer.Ordinal);

    /// <summary>SQLite does not tell capital from small letters in names.</summary>
    private static bool SameName(string name, string? other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
