using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NetTopologySuite.IO.Converters;
using UrbanDataHub.Ingest.Reading;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>Reads the geometry of a row as it stands in the source, in the source's coordinates.</summary>
internal abstract class GeometryReader
{
    private static readonly GeometryFactory s_factory = new(new PrecisionModel(), 4326);

    /// <summary>The field that a fault names.</summary>
    public abstract string Field { get; }

    /// <summary>Reads the geometry; null is "none".</summary>
    /// <returns>What is wrong, or null.</returns>
    public abstract string? Read(RowReader row, out Geometry? geometry);

    /// <summary>Breaks the file when no row of it had the fields.</summary>
    public virtual void RequireSeen(RowReader rows)
    {
    }

    /// <summary>The reader that <paramref name="spec"/> declares, bound to the fields of a file.</summary>
    /// <exception cref="BrokenFileException">The file lacks a field.</exception>
    public static GeometryReader Bind(GeometrySpec spec, string[] nulls, RowReader rows) => spec switch
    {
        GeometrySpec.Point point => new PointReader(FieldText.Bind(point.X, nulls, rows), FieldText.Bind(point.Y, nulls, rows)),
        GeometrySpec.Pair pair => new PairReader(FieldText.Bind(pair.Value, nulls, rows), pair),
        GeometrySpec.Wkb wkb => new EncodedReader(FieldText.Bind(wkb.Value, nulls, rows), "WKB in hex", ReadWkb),
        GeometrySpec.Wkt wkt => new EncodedReader(FieldText.Bind(wkt.Value, nulls, rows), "well-known text", new WKTReader().Read),
        GeometrySpec.Layer => new BlobReader(),
        _ => new FeatureReader(),
    };

    private static Geometry ReadWkb(string hex) => new WKBReader { HandleSRID = true }.Read(Convert.FromHexString(hex));

    private static Point Point(double x, double y) => s_factory.CreatePoint(new Coordinate(x, y));

    private sealed class PointReader(FieldText x, FieldText y) : GeometryReader
    {
        private readonly NumberParser _x = new(x.Spec.Decimal, x.Spec.Thousands, x.Spec.Scale);
        private readonly NumberParser _y = new(y.Spec.Decimal, y.Spec.Thousands, y.Spec.Scale);

        public override string Field => x.Field;

        public override string? Read(RowReader row, out Geometry? geometry)
        {
            geometry = null;
            var (east, north) = (x.Plain(row).ToString(), y.Plain(row).ToString());
            if (east.Length == 0 && north.Length == 0)
                return null;
            if (!_x.TryNumber(east, out var xValue))
                return $"'{east}' is not a coordinate";
            if (!_y.TryNumber(north, out var yValue))
                return $"'{north}' in '{y.Field}' is not a coordinate";
            geometry = Point(xValue, yValue);
            return null;
        }

        public override void RequireSeen(RowReader rows)
        {
            x.RequireSeen(rows);
            y.RequireSeen(rows);
        }
    }

    private sealed class PairReader(FieldText text, GeometrySpec.Pair pair) : GeometryReader
    {
        private readonly NumberParser _numbers = new(text.Spec.Decimal, text.Spec.Thousands, text.Spec.Scale);

        public override string Field => text.Field;

        public override string? Read(RowReader row, out Geometry? geometry)
        {
            geometry = null;
            var plain = text.Plain(row).ToString();
            if (plain.Length == 0)
                return null;
            var parts = plain.Split(pair.Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || !_numbers.TryNumber(parts[0], out var first) || !_numbers.TryNumber(parts[1], out var second))
                return $"'{plain}' is not two coordinates with '{pair.Separator}' between them";
            geometry = pair.NorthFirst ? Point(second, first) : Point(first, second);
            return null;
        }

        public override void RequireSeen(RowReader rows) => text.RequireSeen(rows);
    }

    private sealed class EncodedReader(FieldText text, string notation, Func<string, Geometry> parse) : GeometryReader
    {
        public override string Field => text.Field;

        public override string? Read(RowReader row, out Geometry? geometry)
        {
            geometry = null;
            var plain = text.Plain(row).ToString();
            if (plain.Length == 0)
                return null;
            try
            {
                geometry = parse(plain);
                return null;
            }
            catch (Exception e) when (e is ParseException or FormatException or ArgumentException or IOException or InvalidOperationException)
            {
                return $"is not {notation}";
            }
        }

        public override void RequireSeen(RowReader rows) => text.RequireSeen(rows);
    }

    private sealed class BlobReader : GeometryReader
    {
        public override string Field => "geometry";

        public override string? Read(RowReader row, out Geometry? geometry)
        {
            geometry = null;
            return row.GeometryBlob is { } blob ? GeoPackageBinary.Read(blob, out geometry) : null;
        }
    }

    private sealed class FeatureReader : GeometryReader
    {
        private static readonly JsonSerializerOptions s_options = new() { Converters = { new GeoJsonConverterFactory(s_factory) } };

        public override string Field => "geometry";

        public override string? Read(RowReader row, out Geometry? geometry)
        {
            geometry = null;
            if (row.Geometry is not { } json)
                return null;
            try
            {
                geometry = json.Deserialize<Geometry>(s_options);
                return null;
            }
            catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException)
            {
                return "is not a GeoJSON geometry: " + e.Message.Split(" Path:")[0].TrimEnd('.');
            }
        }
    }
}
