using NetTopologySuite.Geometries;
using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>From the coordinate reference system of a source to longitude and latitude (WGS 84).</summary>
internal sealed class Projection : ICoordinateSequenceFilter
{
    // Degrees; less than a millimetre.
    private const double Rounding = 1e-9;

    private readonly MathTransform? _transform;

    private Projection(MathTransform? transform) => _transform = transform;

    public bool Done => false;

    public bool GeometryChanged => true;

    /// <summary>The projection of a code that <see cref="ReferenceSystems"/> knows.</summary>
    public static Projection From(string crs)
    {
        if (ReferenceSystems.Definition(crs) is not { } definition)
            return new Projection(null);
        var source = new CoordinateSystemFactory().CreateFromWkt(definition);
        return new Projection(new CoordinateTransformationFactory().CreateFromCoordinateSystems(source, GeographicCoordinateSystem.WGS84).MathTransform);
    }

    public void Filter(CoordinateSequence sequence, int i)
    {
        var (x, y) = (sequence.GetX(i), sequence.GetY(i));
        if (_transform is not null)
            (x, y) = _transform.Transform(x, y);
        sequence.SetX(i, ToEdge(x, 180));
        sequence.SetY(i, ToEdge(y, 90));
    }

    /// <summary>The edge of the world comes back from other units with a rounding error, and would be refused.</summary>
    private static double ToEdge(double degrees, double edge) =>
        Math.Abs(degrees) > edge && Math.Abs(degrees) < edge + Rounding ? Math.CopySign(edge, degrees) : degrees;
}
