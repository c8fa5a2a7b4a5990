using UrbanDataHub.Features.Querying;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Writing;

/// <summary>
/// The columns of a CSV download: id, city, the properties, and at the end longitude and latitude for points or the
/// geometry as WKT for anything else. Lists are joined by <c>|</c>; times are RFC 3339 in UTC.
/// </summary>
public static class CsvColumns
{
    /// <summary>The select list; PostgreSQL writes each value as the file shall show it.</summary>
    public static string Of(CollectionDescriptor collection) => string.Join(", ",
        new[] { $"{RowId.Sql(collection)} AS id", "city" }
            .Concat(collection.Properties.Select(p => $"{Value(p)} AS {Sql.Name(p.Name)}"))
            .Concat(Geometry(collection)));

    /// <summary>The headers alone, for files that are not written by PostgreSQL and join these.</summary>
    public static IEnumerable<string> Names(CollectionDescriptor collection) =>
        new[] { "id", "city" }.Concat(collection.Properties.Select(p => p.Name)).Concat(GeometryNames(collection));

    private static string Value(PropertyDescriptor property) => property.Kind switch
    {
        PropertyKind.TextList => $"array_to_string({Sql.Name(property.Column)}, '|')",
        // With microseconds only where there are some, as in GeoJSON.
        PropertyKind.Instant => $"rtrim(rtrim(to_char({Sql.Name(property.Column)} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '0'), '.') || 'Z'",
        PropertyKind.Date => $"to_char({Sql.Name(property.Column)}, 'YYYY-MM-DD')",
        PropertyKind.Boolean => $"{Sql.Name(property.Column)}::text",
        _ => Sql.Name(property.Column),
    };

    private static IEnumerable<string> Geometry(CollectionDescriptor collection) =>
        GeometryValues(collection).Zip(GeometryNames(collection), (value, name) => $"{value} AS {Sql.Name(name)}");

    private static string[] GeometryValues(CollectionDescriptor collection) => collection.Geometry?.Geometry switch
    {
        null => [],
        "geometry-point" => ["round(ST_X(geom)::numeric, 7)", "round(ST_Y(geom)::numeric, 7)"],
        _ => ["ST_AsText(geom, 7)"],
    };

    private static string[] GeometryNames(CollectionDescriptor collection) => collection.Geometry?.Geometry switch
    {
        null => [],
        "geometry-point" => [Free(collection, "longitude"), Free(collection, "latitude")],
        _ => [Free(collection, "geometry")],
    };

    /// <summary>A header that no property has: layers often bring a column <c>longitude</c> of their own.</summary>
    private static string Free(CollectionDescriptor collection, string name) =>
        collection.Properties.Any(p => p.Name == name) ? Free(collection, name + "_") : name;
}
