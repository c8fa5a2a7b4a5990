using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;
using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Simulator.Inverting;

/// <summary>
/// From longitude and latitude into the coordinates of a source. It inverts the importer's own projection by Newton's method, so
/// that a reference system is defined in one place only.
/// </summary>
internal sealed class PlaneCoordinates
{
    private const double CloseEnough = 1e-10;
    private const double Nudge = 1e-6;
    private const int MostSteps = 30;

    // One of them lies near enough to any city of Central Europe in each system that sources may use.
    private static readonly (double X, double Y)[] s_starts =
        [(500_000, 5_600_000), (3_500_000, 5_600_000), (155_000, 463_000), (1_000_000, 6_600_000)];

    private readonly Projection _projection;
    private readonly CoordinateArraySequence _point = new(1, 2, 0);
    private readonly bool _isDegrees;
    private readonly (double X, double Y) _origin;
    private readonly (double Lon, double Lat) _centre;
    private (double A, double B, double C, double D) _inverse;

    /// <param name="crs">Code that source files use.</param>
    /// <param name="box">West, south, east, north: where most points lie.</param>
    public PlaneCoordinates(string crs, double[] box)
    {
        _projection = Projection.From(crs);
        _isDegrees = _projection.IsDegrees;
        _centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2);
        if (_isDegrees)
            return;
        _origin = s_starts.Select(Solve).FirstOrDefault(o => o is not null)
            ?? throw new SimulatorException($"{crs} cannot be inverted at {_centre.Lon}, {_centre.Lat}.");
        _inverse = InverseJacobian(_origin);
    }

    /// <summary>Decimals that coordinates have: a decimetre or finer.</summary>
    public int Decimals => _isDegrees ? 7 : 2;

    /// <summary>The coordinates of a place, rounded to <see cref="Decimals"/>.</summary>
    public (decimal X, decimal Y) Write(double lon, double lat)
    {
        var (x, y) = _isDegrees ? (lon, lat) : Refine((_origin.X, _origin.Y), lon, lat) ?? _origin;
        return (Math.Round((decimal)x, Decimals), Math.Round((decimal)y, Decimals));
    }

    /// <summary>The longitude and latitude that the importer will read.</summary>
    public (double Lon, double Lat) Read(double x, double y)
    {
        _point.SetX(0, x);
        _point.SetY(0, y);
        _projection.Filter(_point, 0);
        return (_point.GetX(0), _point.GetY(0));
    }

    private (double X, double Y)? Solve((double X, double Y) start)
    {
        var at = start;
        for (var step = 0; step < MostSteps; step++)
        {
            _inverse = InverseJacobian(at);
            var (next, error) = Step(at, _centre.Lon, _centre.Lat);
            if (!double.IsFinite(next.X + next.Y))
                return null;
            at = next;
            if (error < CloseEnough)
                return at;
        }

        return null;
    }

    /// <summary>With the slope at the city's centre, which hardly changes within a city.</summary>
    private (double X, double Y)? Refine((double X, double Y) at, double lon, double lat)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            (at, var error) = Step(at, lon, lat);
            if (error < CloseEnough)
                return at;
        }

        return null;
    }

    private ((double X, double Y) Next, double Error) Step((double X, double Y) at, double lon, double lat)
    {
        var read = Read(at.X, at.Y);
        var (e, n) = (lon - read.Lon, lat - read.Lat);
        var next = (at.X + (_inverse.A * e) + (_inverse.B * n), at.Y + (_inverse.C * e) + (_inverse.D * n));
        return (next, Math.Abs(e) + Math.Abs(n));
    }

    private (double A, double B, double C, double D) InverseJacobian((double X, double Y) at)
    {
        var h = Math.Max(Math.Abs(at.X), Math.Abs(at.Y)) * Nudge;
        var here = Read(at.X, at.Y);
        var east = Read(at.X + h, at.Y);
        var north = Read(at.X, at.Y + h);
        var (a, b) = ((east.Lon - here.Lon) / h, (north.Lon - here.Lon) / h);
        var (c, d) = ((east.Lat - here.Lat) / h, (north.Lat - here.Lat) / h);
        var determinant = (a * d) - (b * c);
        return (d / determinant, -b / determinant, -c / determinant, a / determinant);
    }
}
