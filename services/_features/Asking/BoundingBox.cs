using System.Globalization;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Features.Asking;

/// <summary>
/// The parameter <c>bbox</c> with <c>bbox-crs</c> (Part 1, clause 7.15.3; Part 2, clause 6.4), axes in the order east,
/// north whatever the order of the system. West is greater than east when a box in degrees crosses the date line.
/// </summary>
public sealed record BoundingBox(double West, double South, double East, double North, CoordinateSystem Crs)
{
    /// <summary>Whether the box crosses the 180th meridian.</summary>
    public bool CrossesDateLine => Crs.Geographic && West > East;

    /// <summary>Reads the box.</summary>
    /// <param name="text">Four numbers, or six with heights, which two-dimensional data does not answer to.</param>
    /// <exception cref="ProblemException">400: it is no box of <paramref name="crs"/>.</exception>
    public static BoundingBox Read(string text, CoordinateSystem crs)
    {
        var numbers = text.Split(',').Select(Numbers.Finite).ToArray();
        double?[] sides = numbers.Length == 6 ? [numbers[0], numbers[1], numbers[3], numbers[4]] : numbers;
        if (sides.Length != 4 || numbers.Any(n => n is null))
            throw ProblemException.Parameter400("bbox", $"'{text}' is not four numbers {Order(crs)} (or six with heights).");
        if (crs.NorthFirst)
            sides = [sides[1], sides[0], sides[3], sides[2]];
        var box = new BoundingBox(sides[0]!.Value, sides[1]!.Value, sides[2]!.Value, sides[3]!.Value, crs);
        box.Check(text);
        return box;
    }

    /// <summary>The box as far as its system can be computed; null if nothing is left of it.</summary>
    public BoundingBox? Clipped()
    {
        if (Crs.Geographic)
            return this;
        var clipped = this with
        {
            West = Math.Max(West, Crs.Domain[0]), South = Math.Max(South, Crs.Domain[1]),
            East = Math.Min(East, Crs.Domain[2]), North = Math.Min(North, Crs.Domain[3]),
        };
        return clipped.West > clipped.East || clipped.South > clipped.North ? null : clipped;
    }

    /// <summary>For the canonical form of a question.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{West:R},{South:R},{East:R},{North:R},{Crs.Srid}");

    private void Check(string text)
    {
        if (South > North)
            throw ProblemException.Parameter400("bbox", $"South ({South}) lies north of north ({North}); the order is {Order(Crs)}.");
        if (!Crs.Geographic && West > East)
            throw ProblemException.Parameter400("bbox", $"West ({West}) lies east of east ({East}); the order is {Order(Crs)}.");
        if (Crs.Geographic && (West is < -180 or > 180 || East is < -180 or > 180 || South < -90 || North > 90))
            throw ProblemException.Parameter400("bbox", $"'{text}' leaves longitude -180 to 180 or latitude -90 to 90; the order is {Order(Crs)}.");
    }

    private static string Order(CoordinateSystem crs) => (crs.NorthFirst, crs.Geographic) switch
    {
        (true, _) => "south,west,north,east in degrees",
        (_, true) => "west,south,east,north in degrees",
        _ => "west,south,east,north in metres",
    };
}
