using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>How far datasets go together.</summary>
public static class Extents
{
    /// <summary>West, south, east, north in degrees; null when none of them has a geometry.</summary>
    public static double[]? Of(IEnumerable<Dataset> datasets)
    {
        var boxes = datasets.Select(d => d.BoundingBox).OfType<double[]>().ToList();
        return boxes.Count == 0 ? null : [boxes.Min(b => b[0]), boxes.Min(b => b[1]), boxes.Max(b => b[2]), boxes.Max(b => b[3])];
    }
}
