using NetTopologySuite.Geometries;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Inverting;

/// <summary>Geometries within a box, in longitude and latitude, of the form that a collection wants.</summary>
internal sealed class Places
{
    private const double Margin = 0.08;
    private const int Corners = 8;

    // The eight winds; a table, since sine and cosine may differ in the last bit from machine to machine.
    private static readonly (double East, double North)[] s_winds =
        [(1, 0), (0.7071, 0.7071), (0, 1), (-0.7071, 0.7071), (-1, 0), (-0.7071, -0.7071), (0, -1), (0.7071, -0.7071)];

    // About a centimetre, as much as a source may claim.
    private const int Decimals = 7;

    private readonly double[] _box;
    private readonly double _outsideEast;
    private readonly string _form;
    private readonly long _side;

    /// <param name="box">West, south, east, north that every source of the table accepts.</param>
    /// <param name="outsideEast">A longitude east of which no source accepts a place.</param>
    /// <param name="form">Such as <c>geometry-point</c>.</param>
    /// <param name="count">How many there will be: areas share the box out among them.</param>
    public Places(double[] box, double outsideEast, string form, long count)
    {
        _box = box;
        _outsideEast = outsideEast;
        _form = form;
        _side = Math.Max(1, (long)Math.Ceiling(Math.Sqrt(count)));
    }

    /// <summary>The geometry of a feature.</summary>
    public Geometry Inside(long index, Draw draw) => Shape(Centre(index, draw), CellWidth, CellHeight, draw);

    /// <summary>A geometry that lies outside of the city.</summary>
    public Geometry Outside(Draw draw)
    {
        var lon = Math.Min(_outsideEast + 0.3 + draw.At("lon").Unit, 179);
        return Shape(At(lon, _box[1] + (draw.At("lat").Unit * (_box[3] - _box[1]))), 0.01, 0.01, draw);
    }

    private bool IsArea => _form.EndsWith("polygon", StringComparison.Ordinal);

    private double CellWidth => (_box[2] - _box[0]) * (1 - (2 * Margin)) / _side;

    private double CellHeight => (_box[3] - _box[1]) * (1 - (2 * Margin)) / _side;

    private Coordinate Centre(long index, Draw draw)
    {
        var west = _box[0] + ((_box[2] - _box[0]) * Margin);
        var south = _box[1] + ((_box[3] - _box[1]) * Margin);
        if (IsArea)
            return At(west + (((index % _side) + 0.5) * CellWidth), south + (((index / _side % _side) + 0.5) * CellHeight));
        return At(west + (draw.At("lon").Unit * CellWidth * _side), south + (draw.At("lat").Unit * CellHeight * _side));
    }

    private static Coordinate At(double lon, double lat) => new(Math.Round(lon, Decimals), Math.Round(lat, Decimals));

    private Geometry Shape(Coordinate centre, double width, double height, Draw draw) => _form switch
    {
        "geometry-multipoint" => new MultiPoint([new Point(centre), new Point(Near(centre, 0, draw))]),
        "geometry-linestring" => Line(centre, draw),
        "geometry-multilinestring" => new MultiLineString([Line(centre, draw)]),
        "geometry-polygon" => Area(centre, width, height, draw),
        "geometry-multipolygon" => new MultiPolygon([Area(centre, width, height, draw)]),
        _ => new Point(centre),
    };

    private static LineString Line(Coordinate centre, Draw draw) => new([centre, Near(centre, 0, draw), Near(centre, 1, draw)]);

    private static Coordinate Near(Coordinate centre, int wind, Draw draw)
    {
        var reach = 0.0005 * (1 + wind + draw.At("reach").At(wind).Unit);
        return At(centre.X + (s_winds[wind].East * reach), centre.Y + (s_winds[wind].North * reach));
    }

    /// <summary>Star-shaped about the centre, so it never crosses itself, and within its cell, so it meets no other.</summary>
    private static Polygon Area(Coordinate centre, double width, double height, Draw draw)
    {
        var ring = new Coordinate[Corners + 1];
        for (var i = 0; i < Corners; i++)
        {
            var reach = 0.3 + (draw.At("corner").At(i).Unit * 0.18);
            ring[i] = At(centre.X + (s_winds[i].East * reach * width), centre.Y + (s_winds[i].North * reach * height));
        }

        ring[Corners] = ring[0].Copy();
        return new Polygon(new LinearRing(ring));
    }
}
