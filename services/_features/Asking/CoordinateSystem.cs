using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Features.Asking;

/// <summary>A coordinate reference system in which can be asked and answered (OGC API Features Part 2).</summary>
/// <param name="Uri">Its identifier, as it stands in parameters, documents and the header <c>Content-Crs</c>.</param>
/// <param name="Srid">The number by which PostGIS knows it.</param>
/// <param name="NorthFirst">Whether its first axis runs north (EPSG:4326: latitude before longitude).</param>
/// <param name="Geographic">Whether coordinates are degrees; metres otherwise.</param>
/// <param name="Decimals">Decimals of a coordinate in an answer: about a centimetre in degrees, a millimetre in metres.</param>
/// <param name="Area">West, south, east, north in degrees: where it can be computed.</param>
/// <param name="Domain">The least and greatest coordinates that lead back into degrees: x, y, x, y.</param>
public sealed record CoordinateSystem(
    string Uri, int Srid, bool NorthFirst, bool Geographic, int Decimals, IReadOnlyList<double> Area, IReadOnlyList<double> Domain)
{
    /// <summary>The header that names the system of the coordinates in an answer.</summary>
    public const string HeaderName = "Content-Crs";

    private static readonly double[] World = [-180, -90, 180, 90];

    // Where the transverse Mercator series of a zone in central Europe still holds; farther out it diverges.
    private static readonly double[] Europe = [-20, 25, 45, 84];
    private static readonly double[] EuropeInZone = [-3_000_000, 2_500_000, 4_000_000, 9_700_000];

    /// <summary>WGS 84, longitude before latitude: what is stored, and what an answer has unless another is asked for.</summary>
    public static readonly CoordinateSystem Crs84 = new("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, false, true, 7, World, World);

    /// <summary>All of them; the default first (Part 2, clause 6.2).</summary>
    public static readonly IReadOnlyList<CoordinateSystem> All =
    [
        Crs84,
        new(Epsg(4326), 4326, true, true, 7, World, World),
        new(Epsg(3857), 3857, false, false, 3, [-180, -85.06, 180, 85.06], [-20_037_508.342789244, -20_048_966.104014594, 20_037_508.342789244, 20_048_966.104014594]),
        new(Epsg(25832), 25832, false, false, 3, Europe, EuropeInZone),
        new(Epsg(25833), 25833, false, false, 3, Europe, EuropeInZone),
    ];

    /// <summary>Whether coordinates come out as they are stored.</summary>
    public bool Stored => Srid == Crs84.Srid;

    /// <summary>The value of that header (Part 2, requirement 16).</summary>
    public string Header => $"<{Uri}>";

    /// <summary>The systems in which data of this extent can be answered.</summary>
    /// <param name="box">West, south, east, north in degrees; null without geometries.</param>
    public static IEnumerable<CoordinateSystem> For(double[]? box) => All.Where(crs => crs.Holds(box));

    /// <summary>Reads a parameter.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="text">What the client wrote; null if nothing.</param>
    /// <exception cref="ProblemException">400: there is no such system here.</exception>
    public static CoordinateSystem Read(string name, string? text)
    {
        if (text is null)
            return Crs84;
        // CURIEs in brackets are the other way to write an identifier (OGC API Common Part 2); they mean the same.
        return All.FirstOrDefault(crs => crs.Uri == text || crs.Curie == text)
            ?? throw ProblemException.Parameter400(name, $"'{text}' is not a coordinate reference system of this API; there are {string.Join(", ", All.Select(c => c.Uri))}.");
    }

    /// <summary>Lets data pass that can be computed in this system.</summary>
    /// <param name="box">Extent of the data: west, south, east, north in degrees; null without geometries.</param>
    /// <exception cref="ProblemException">400: the data reaches out of the system's area.</exception>
    public void Require(double[]? box, string collection)
    {
        if (!Holds(box))
            throw ProblemException.Parameter400("crs", $"'{collection}' reaches farther than '{Uri}' can be computed; ask for one of {string.Join(", ", For(box).Select(c => c.Uri))}.");
    }

    /// <summary>One system is one value, however it was made.</summary>
    public bool Equals(CoordinateSystem? other) => other is not null && other.Uri == Uri;

    /// <inheritdoc/>
    public override int GetHashCode() => Uri.GetHashCode(StringComparison.Ordinal);

    private string Curie => Geographic && !NorthFirst ? "[OGC:CRS84]" : $"[EPSG:{Srid}]";

    private static string Epsg(int code) => $"http://www.opengis.net/def/crs/EPSG/0/{code}";

    private bool Holds(double[]? box) =>
        box is null || (box[0] >= Area[0] && box[1] >= Area[1] && box[2] <= Area[2] && box[3] <= Area[3]);
}
