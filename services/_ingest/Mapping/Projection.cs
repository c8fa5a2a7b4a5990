using NetTopologySuite.Geometries;
using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>From the coordinate reference system of a source to longitude and latitude (WGS 84).</summary>
internal sealed class Projection : ICoordinateSequenceFilter
{
    // Degrees; less than a millimetre.
    private const double Rounding = 1e-9;

    // Of the ellipsoid of WGS 84, in metres.
    private const double EquatorialRadius = 6_378_137;

    private readonly Func<double, double, (double X, double Y)>? _toDegrees;

    private Projection(Func<double, double, (double X, double Y)>? toDegrees) => _toDegrees = toDegrees;

    /// <summary>Whether coordinates are longitude and latitude already.</summary>
    public bool IsDegrees => _toDegrees is null;

    public bool Done => false;

    public bool GeometryChanged => true;

    /// <summary>The projection of a code that <see cref="ReferenceSystems"/> knows.</summary>
    public static Projection From(string crs)
    {
        if (crs == ReferenceSystems.WebMercator)
            return new Projection(FromWebMercator);
        if (ReferenceSystems.Definition(crs) is not { } definition)
            return new Projection(null);
        var source = new CoordinateSystemFactory().CreateFromWkt(definition);
        var transform = new CoordinateTransformationFactory().CreateFromCoordinateSystems(source, GeographicCoordinateSystem.WGS84).MathTransform;
        return new Projection((x, y) => transform.Transform(x, y));
    }

    public void Filter(CoordinateSequence sequence, int i)
    {
        var (x, y) = (sequence.GetX(i), sequence.GetY(i));
        if (_toDegrees is not null)
            (x, y) = _toDegrees(x, y);
        sequence.SetX(i, ToEdge(x, 180));
        sequence.SetY(i, ToEdge(y, 90));
    }

    /// <summary>
    /// Latitudes of the ellipsoid by the formula of the sphere (EPSG method 1024), which an engine for ellipsoids takes for
    /// latitudes of a sphere and shifts by up to 20 km.
    /// </summary>
    private static (double X, double Y) FromWebMercator(double x, double y) =>
        (double.RadiansToDegrees(x / EquatorialRadius), double.RadiansToDegrees(Math.Atan(Math.Sinh(y / EquatorialRadius))));

    /// <summary>The edge of the world comes back from other units with a rounding error, and would be refused.</summary>
    private static double ToEdge(double degrees, double edge) =>
        Math.Abs(degrees) > edge && Math.Abs(degrees) < edge + Rounding ? Math.CopySign(edge, degrees) : degrees;
}
