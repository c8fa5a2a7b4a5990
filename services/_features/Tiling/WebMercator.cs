namespace UrbanDataHub.Features.Tiling;

/// <summary>WGS 84 / Pseudo-Mercator (EPSG:3857).</summary>
public sealed class WebMercator : MapProjection
{
    /// <summary>Metres of the radius of the sphere.</summary>
    public const double Radius = 6_378_137;

    /// <summary>Where the square of the projection ends, in degrees of latitude.</summary>
    private const double LastLatitude = 85.0511287798066;

    /// <inheritdoc/>
    public override int Srid => 3857;

    /// <inheritdoc/>
    public override double[] Domain { get; } = [-180, -LastLatitude, 180, LastLatitude];

    /// <inheritdoc/>
    public override (double X, double Y) Project(double longitude, double latitude) => (
        Radius * double.DegreesToRadians(longitude),
        Radius * Math.Asinh(Math.Tan(double.DegreesToRadians(latitude))));

    /// <inheritdoc/>
    protected override PlaneBox Enclose(double west, double south, double east, double north)
    {
        // Meridians and parallels are straight here: the corners say all.
        var (low, high) = (Project(west, south), Project(east, north));
        return new PlaneBox(low.X, low.Y, high.X, high.Y);
    }
}
