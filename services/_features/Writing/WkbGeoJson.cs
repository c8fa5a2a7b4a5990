using System.Buffers.Binary;
using System.Text.Json;
using UrbanDataHub.Features.Asking;

namespace UrbanDataHub.Features.Writing;

/// <summary>
/// Writes WKB, as PostGIS stores it, straight as GeoJSON (RFC 7946): no geometry objects in between, which is what makes
/// a page of points cheap. Axes and decimals are those of the system asked for.
/// </summary>
public ref struct WkbGeoJson(ReadOnlySpan<byte> wkb, CoordinateSystem crs)
{
    private readonly ReadOnlySpan<byte> _wkb = wkb;
    private readonly int _decimals = crs.Decimals;
    private readonly bool _northFirst = crs.NorthFirst;
    private int _at;

    /// <summary>Writes the geometry as one JSON value.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> wkb, CoordinateSystem crs) => new WkbGeoJson(wkb, crs).Geometry(json);

    private void Geometry(Utf8JsonWriter json)
    {
        var type = Header();
        json.WriteStartObject();
        json.WriteString("type"u8, TypeName(type));
        if (type == 7)
        {
            json.WriteStartArray("geometries"u8);
            for (var left = Count(); left > 0; left--)
                Geometry(json);
            json.WriteEndArray();
        }
        else
        {
            json.WritePropertyName("coordinates"u8);
            Coordinates(json, type);
        }

        json.WriteEndObject();
    }

    private void Coordinates(Utf8JsonWriter json, int type)
    {
        switch (type)
        {
            case 1:
                Position(json);
                break;
            case 2:
                Positions(json);
                break;
            case 3:
                json.WriteStartArray();
                for (var rings = Count(); rings > 0; rings--)
                    Positions(json);
                json.WriteEndArray();
                break;
            default:
                json.WriteStartArray();
                for (var parts = Count(); parts > 0; parts--)
                    Coordinates(json, Header());
                json.WriteEndArray();
                break;
        }
    }

    private void Positions(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        for (var left = Count(); left > 0; left--)
            Position(json);
        json.WriteEndArray();
    }

    private void Position(Utf8JsonWriter json)
    {
        var (x, y) = (Number(), Number());
        json.WriteStartArray();
        // WKB writes an empty point as NaN; in GeoJSON it has no coordinates.
        if (!double.IsNaN(x))
        {
            json.WriteNumberValue(Math.Round(_northFirst ? y : x, _decimals));
            json.WriteNumberValue(Math.Round(_northFirst ? x : y, _decimals));
        }

        json.WriteEndArray();
    }

    /// <summary>Byte order and type; ST_AsBinary writes little endian, without SRID.</summary>
    private int Header()
    {
        var type = BinaryPrimitives.ReadInt32LittleEndian(_wkb[(_at + 1)..]);
        _at += 5;
        return type;
    }

    private int Count()
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(_wkb[_at..]);
        _at += 4;
        return count;
    }

    private double Number()
    {
        var number = BinaryPrimitives.ReadDoubleLittleEndian(_wkb[_at..]);
        _at += 8;
        return number;
    }

    private static ReadOnlySpan<byte> TypeName(int type) => type switch
    {
        1 => "Point"u8,
        2 => "LineString"u8,
        3 => "Polygon"u8,
        4 => "MultiPoint"u8,
        5 => "MultiLineString"u8,
        6 => "MultiPolygon"u8,
        7 => "GeometryCollection"u8,
        _ => throw new NotSupportedException($"WKB type {type} has no GeoJSON form."),
    };
}
