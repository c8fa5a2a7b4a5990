using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Features.Querying;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Tiles;

/// <summary>
/// The statements that make a tile. Names of our own begin with two underscores, as no property's does. $1 is the city, $2 to $5 the tile in its plane, $6 to $9 the tile with its buffer.
/// What is in it is looked for in degrees, by the index on <c>geom</c>; only what is shown is projected.
/// </summary>
internal static class TileSql
{
    /// <summary>Seconds after which a tile is given up.</summary>
    private const int Timeout = 15;

    /// <summary>Pieces of a side of the tile: as curves in degrees its sides bulge out.</summary>
    private const int SidePieces = 16;

    /// <summary>Pixels of a side of the squares that take turns where a tile is thinned.</summary>
    private const int Square = 8;

    /// <summary>Whether more features are around the tile than <see cref="TileDetail.Whole"/> shows.</summary>
    public static NpgsqlCommand IsCrowded(NpgsqlConnection connection, TileQuestion question)
    {
        var command = Command(connection, question);
        command.CommandText = $"""
            {Area(question.Tile)}
            SELECT count(*) > {TileDetail.Whole.Features}
            FROM (SELECT 1 {Found(command, question)} LIMIT {TileDetail.Whole.Features + 1}) found
            """;
        return command;
    }

    /// <summary>The tile as bytes; empty when nothing is in it.</summary>
    public static NpgsqlCommand Tile(NpgsqlConnection connection, TileQuestion question, TileDetail detail)
    {
        var command = Command(connection, question);
        var shown = detail.Properties ? Everything(command, question) : Thinned(command, question, detail);
        command.Parameters.Add(new NpgsqlParameter { Value = question.Collection.Id, NpgsqlDbType = NpgsqlDbType.Text });
        command.CommandText = $"""
            {Area(question.Tile)}{shown}, drawn AS (
                SELECT {RowId.Sql(question.Collection, "$1")} AS id, $1::text AS city{(detail.Properties ? Properties(question.Collection) : "")},
                    ST_AsMVTGeom({Shape(question, detail)}, (SELECT __tile FROM area), {VectorTile.Extent}, {VectorTile.Buffer}) AS __geom
                FROM shown ORDER BY {Keys(question.Collection)}
            )
            SELECT ST_AsMVT(drawn, ${command.Parameters.Count}, {VectorTile.Extent}, '__geom') FROM drawn WHERE __geom IS NOT NULL
            """;
        return command;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, TileQuestion question)
    {
        var command = new NpgsqlCommand { Connection = connection, CommandTimeout = Timeout };
        command.Parameters.Add(new NpgsqlParameter { Value = question.City, NpgsqlDbType = NpgsqlDbType.Text });
        var (tile, matrix) = (question.Tile.Box, question.Tile.Matrix);
        // Beyond the edge of the plane there is no place to transform back from.
        foreach (var box in new[] { tile, tile.Widened(matrix.Buffer).Within(matrix.Whole) })
        {
            foreach (var side in new[] { box.MinX, box.MinY, box.MaxX, box.MaxY })
                command.Parameters.Add(new NpgsqlParameter { Value = side, NpgsqlDbType = NpgsqlDbType.Double });
        }

        return command;
    }

    private static string Area(TileAddress tile)
    {
        var srid = tile.Set.Projection.Srid;
        return $"""
            WITH area AS (
                SELECT ST_MakeEnvelope($2, $3, $4, $5, {srid}) AS __tile,
                    ST_Transform(ST_Segmentize(ST_MakeEnvelope($6, $7, $8, $9, {srid}), ($8 - $6) / {SidePieces}), 4326) AS __around
            )
            """;
    }

    private static string Found(NpgsqlCommand command, TileQuestion question)
    {
        var sql = new StringBuilder($"FROM {CollectionTable.Name(question.Collection)}, area WHERE city = $1 AND deleted_at IS NULL AND geom && __around");
        if (question.Time is { } time && question.Collection.Instant is { } instant)
            Conditions.AppendTime(sql, command.Parameters, instant, time);
        return sql.ToString();
    }

    private static string Everything(NpgsqlCommand command, TileQuestion question)
    {
        var columns = question.Collection.Key.Select(k => k.Column).Concat(question.Collection.Properties.Select(p => p.Column)).Distinct().Select(Sql.Name);
        return $", shown AS (SELECT {string.Join(", ", columns)}, geom {Found(command, question)})";
    }

    private static string Thinned(NpgsqlCommand command, TileQuestion question, TileDetail detail)
    {
        var (keys, pixels) = (Keys(question.Collection), question.Tile.Matrix.TileSize);
        return $"""
            , pixel AS (
                SELECT ST_XMin(__around) AS west, ST_YMin(__around) AS south,
                    (ST_XMax(__around) - ST_XMin(__around)) / {pixels} AS width, (ST_YMax(__around) - ST_YMin(__around)) / {pixels} AS height
                FROM area
            ), measured AS (
                SELECT {keys}, geom, ST_Dimension(geom) AS dimension,
                    floor(((ST_XMin(geom) + ST_XMax(geom)) / 2 - west) / width) AS x, floor(((ST_YMin(geom) + ST_YMax(geom)) / 2 - south) / height) AS y,
                    greatest((ST_XMax(geom) - ST_XMin(geom)) / width, (ST_YMax(geom) - ST_YMin(geom)) / height) AS size
                FROM (SELECT {keys}, geom {Found(command, question)}) found, pixel
            ), visible AS (
                (SELECT DISTINCT ON (x, y) * FROM measured WHERE dimension = 0 ORDER BY x, y, {keys})
                UNION ALL
                SELECT * FROM measured WHERE dimension > 0 AND size >= 1
            ), turns AS (
                SELECT *, row_number() OVER (PARTITION BY floor(x / {Square}), floor(y / {Square}) ORDER BY size DESC, {keys}) AS turn FROM visible
            ), shown AS (
                SELECT * FROM turns ORDER BY turn, size DESC, {keys} LIMIT {detail.Features}
            )
            """;
    }

    private static string Shape(TileQuestion question, TileDetail detail)
    {
        var projection = question.Tile.Set.Projection;
        var domain = $"ST_MakeEnvelope({string.Join(", ", projection.Domain.Select(Number))}, 4326)";
        // Of a shape that goes on to where the plane does not (a pole in WebMercatorQuad) the rest is drawn.
        var projected = $"ST_Transform(CASE WHEN geom @ {domain} THEN geom ELSE ST_ClipByBox2D(geom, {domain}::box2d) END, {projection.Srid})";
        var tolerance = Number(question.Tile.Matrix.CellSize * detail.Tolerance);
        return $"CASE WHEN ST_Dimension(geom) = 0 THEN {projected} ELSE ST_Simplify({projected}, {tolerance}, true) END";
    }

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A tile has texts, numbers and booleans: times are written as in GeoJSON, lists as in CSV.</summary>
    private static string Properties(CollectionDescriptor collection) => string.Concat(collection.Properties.Select(p =>
    {
        var column = Sql.Name(p.Column);
        var value = p.Kind switch
        {
            PropertyKind.Date => $"to_char({column}, 'YYYY-MM-DD')",
            PropertyKind.Instant => $"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
            PropertyKind.TextList => $"array_to_string({column}, '|')",
            _ => column,
        };
        return $", {value} AS {Sql.Name(p.Name)}";
    }));

    private static string Keys(CollectionDescriptor collection) => string.Join(", ", collection.Key.Select(k => Sql.Name(k.Column)));
}
