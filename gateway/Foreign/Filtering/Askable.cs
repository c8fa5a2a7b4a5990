using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Filtering;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Foreign.Filtering;

/// <summary>What cannot be asked of a city that a foreign server holds, since nobody on the way computes it.</summary>
public static class Askable
{
    private static readonly string[] _ellipsoidal = ["area", "perimeter", "distance"];

    /// <summary>Lets pass what can be asked.</summary>
    /// <exception cref="ProblemException">400: names the parameter that cannot.</exception>
    public static void Require(ItemsQuestion question, string city)
    {
        if (question.Sort.Asked)
            throw Refused("sortby", city, "its rows come in the order of its server");
        if (question.Crs != CoordinateSystem.Crs84)
            throw Refused("crs", city, "its coordinates come in CRS84");
        if (question.Box is { Crs.Stored: false })
            throw Refused("bbox-crs", city, "boxes are asked of it in degrees");
        if (question.Filter is not { } filter)
            return;
        if (filter.Crs != CoordinateSystem.Crs84)
            throw Refused("filter-crs", city, "filters are asked of it in CRS84");
        if (Functions(filter.Expression).FirstOrDefault(f => _ellipsoidal.Contains(f, StringComparer.OrdinalIgnoreCase)) is { } function)
            throw Refused("filter", city, $"'{function}' is computed by databases, and it has none here");
    }

    private static IEnumerable<string> Functions(Expression expression) => expression switch
    {
        Operation operation => operation.Args.SelectMany(Functions).Append(operation.Op),
        Interval interval => new[] { interval.From, interval.To }.OfType<Expression>().SelectMany(Functions),
        ArrayLiteral array => array.Items.SelectMany(Functions),
        _ => [],
    };

    private static ProblemException Refused(string parameter, string city, string why) =>
        ProblemException.Parameter400(parameter, $"The parameter '{parameter}' cannot be asked of '{city}', which a foreign server holds: {why}.");
}
