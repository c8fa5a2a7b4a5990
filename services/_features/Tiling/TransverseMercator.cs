namespace UrbanDataHub.Features.Tiling;

/// <summary>
/// ETRS89 / UTM (EPSG:25832 for zone 32) by Krüger's series up to the fourth power of the third flattening: a millimetre from
/// the true place, and so far inside a cell of any tile.
/// </summary>
public sealed class TransverseMercator : MapProjection
{
    // GRS 80, and the scale and false easting of UTM.
    private const double SemiMajor = 6_378_137;
    private const double Flattening = 1 / 298.257222101;
    private const double Scale = 0.9996;
    private const double FalseEasting = 500_000;

    /// <summary>Points of an edge that are projected: edges become curves.</summary>
    private const int Steps = 32;

    private const double N = Flattening / (2 - Flattening);
    private const double Rectifying = SemiMajor / (1 + N) * (1 + N * N / 4 + N * N * N * N / 64);

    private static readonly double[] Alpha =
    [
        N / 2 - 2 * N * N / 3 + 5 * N * N * N / 16 + 41 * N * N * N * N / 180,
        13 * N * N / 48 - 3 * N * N * N / 5 + 557 * N * N * N * N / 1440,
        61 * N * N * N / 240 - 103 * N * N * N * N / 140,
        49_561 * N * N * N * N / 161_280,
    ];

    private static readonly double Eccentricity = Math.Sqrt(Flattening * (2 - Flattening));
    private readonly double _meridian;

    /// <summary>UTM of a northern zone from 1 to 60.</summary>
    public TransverseMercator(int zone)
    {
        _meridian = zone * 6 - 183;
        Srid = 25_800 + zone;
        // Far from its meridian the series no longer converges; nobody maps there.
        Domain = [_meridian - 30, 0, _meridian + 30, 84];
    }

    /// <inheritdoc/>
    public override int Srid { get; }

    /// <inheritdoc/>
    public override double[] Domain { get; }

    /// <inheritdoc/>
    public override (double X, double Y) Project(double longitude, double latitude)
    {
        var (sine, lambda) = (Math.Sin(double.DegreesToRadians(latitude)), double.DegreesToRadians(longitude - _meridian));
        var conformal = Math.Sinh(Math.Atanh(sine) - Eccentricity * Math.Atanh(Eccentricity * sine));
        var xi = Math.Atan2(conformal, Math.Cos(lambda));
        var eta = Math.Atanh(Math.Sin(lambda) / Math.Sqrt(1 + conformal * conformal));
        var (x, y) = (eta, xi);
        for (var j = 1; j <= Alpha.Length; j++)
        {
            x += Alpha[j - 1] * Math.Cos(2 * j * xi) * Math.Sinh(2 * j * eta);
            y += Alpha[j - 1] * Math.Sin(2 * j * xi) * Math.Cosh(2 * j * eta);
        }

        return (FalseEasting + Scale * Rectifying * x, Scale * Rectifying * y);
    }

    /// <inheritdoc/>
    protected override PlaneBox Enclose(double west, double south, double east, double north)
    {
        var points = Enumerable.Range(0, Steps + 1).Select(i => (double)i / Steps).SelectMany(t => new[]
        {
            Project(west + t * (east - west), south), Project(west + t * (east - west), north),
            Project(west, south + t * (north - south)), Project(east, south + t * (north - south)),
        }).ToList();
        var box = new PlaneBox(points.Min(p => p.X), points.Min(p => p.Y), points.Max(p => p.X), points.Max(p => p.Y));
        // Between two points a curve leaves their chord by less than this.
        return box.Widened((box.MaxX - box.MinX + box.MaxY - box.MinY) / 1000);
    }
}
