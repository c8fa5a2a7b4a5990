using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Reading.GeoPackage;

/// <summary>A column of a layer.</summary>
/// <param name="Name">As written.</param>
/// <param name="Declared">Declared type, such as <c>TEXT(80)</c>; empty for a computed column of a view.</param>
/// <param name="Title">Title of the extension Schema (<c>gpkg_data_columns</c>); null if none.</param>
internal sealed record LayerColumn(string Name, string Declared, string? Title)
{
    /// <summary>What it holds; null for bytes.</summary>
    public PropertyKind? Kind => ColumnType.KindOf(Declared);
}

/// <summary>The geometry of a layer (<c>gpkg_geometry_columns</c>).</summary>
/// <param name="Type">Geometry type in upper case, such as <c>MULTIPOLYGON</c>.</param>
/// <param name="Crs">Authority and code, such as <c>EPSG:25832</c>; null where it is undefined (srs_id -1 or 0).</param>
/// <param name="HasHeights">Whether rows may have Z or M, which are not kept.</param>
internal sealed record LayerGeometry(string Column, string Type, string? Crs, bool HasHeights);

/// <summary>A table or view of features or attributes.</summary>
/// <param name="IdColumn">The column that tells rows apart: the primary key, else <c>rowid</c>, else an integer in front of a view; null if there is none.</param>
/// <param name="Columns">All but the geometry, in order.</param>
internal sealed record GeoPackageLayer(string Name, string? IdColumn, IReadOnlyList<LayerColumn> Columns, LayerGeometry? Geometry);
