using System.Globalization;
using System.Text;
using System.Text.Json;

namespace UrbanDataHub.Portal.Figures;

/// <summary>
/// Draws GeoJSON geometries (CRS84) into a picture of given size: longitude is shortened by the cosine of the latitude,
/// which at the size of a city is as good as any map projection.
/// </summary>
public sealed class Plan
{
    private const double Margin = 6;
    private const double Nearest = 0.6;

    private readonly double _west;
    private readonly double _north;
    private readonly double _scale;
    private readonly double _shorten;
    private readonly double _left;
    private readonly double _top;

    /// <summary>Fits <paramref name="box"/> (west, south, east, north) into the picture.</summary>
    public Plan(double[] box, double width, double height)
    {
        (_west, _north) = (box[0], box[3]);
        _shorten = Math.Cos((box[1] + box[3]) / 2 * Math.PI / 180);
        var (across, down) = (Math.Max((box[2] - box[0]) * _shorten, 1e-6), Math.Max(box[3] - box[1], 1e-6));
        _scale = Math.Min((width - (2 * Margin)) / across, (height - (2 * Margin)) / down);
        _left = (width - (across * _scale)) / 2;
        _top = (height - (down * _scale)) / 2;
    }

    /// <summary>A place in the picture.</summary>
    public (double X, double Y) Place(double longitude, double latitude) =>
        (_left + ((longitude - _west) * _shorten * _scale), _top + ((_north - latitude) * _scale));

    /// <summary>The path of lines and areas; empty for points.</summary>
    public string Path(JsonElement geometry)
    {
        var path = new StringBuilder();
        foreach (var (line, closed) in Lines(geometry))
            Append(path, line, closed);
        return path.ToString();
    }

    /// <summary>A place for each geometry: a point itself, the first vertex of anything else.</summary>
    public (double X, double Y)? Dot(JsonElement geometry)
    {
        var at = geometry.TryGetProperty("coordinates", out var found) ? found : default;
        while (at.ValueKind == JsonValueKind.Array && at.GetArrayLength() > 0 && at[0].ValueKind == JsonValueKind.Array)
            at = at[0];
        return at.ValueKind == JsonValueKind.Array && at.GetArrayLength() >= 2 ? Place(at[0].GetDouble(), at[1].GetDouble()) : null;
    }

    private static IEnumerable<(JsonElement Line, bool Closed)> Lines(JsonElement geometry)
    {
        var coordinates = geometry.GetProperty("coordinates");
        return geometry.GetProperty("type").GetString() switch
        {
            "LineString" => [(coordinates, false)],
            "MultiLineString" => coordinates.EnumerateArray().Select(l => (l, false)),
            "Polygon" => coordinates.EnumerateArray().Select(r => (r, true)),
            "MultiPolygon" => coordinates.EnumerateArray().SelectMany(p => p.EnumerateArray()).Select(r => (r, true)),
            _ => [],
        };
    }

    /// <summary>Vertices closer than a pixel's part to the last are left out; nobody sees them at this size.</summary>
    private void Append(StringBuilder path, JsonElement line, bool closed)
    {
        (double X, double Y)? last = null;
        foreach (var vertex in line.EnumerateArray())
        {
            var (x, y) = Place(vertex[0].GetDouble(), vertex[1].GetDouble());
            if (last is { } l && Math.Abs(l.X - x) < Nearest && Math.Abs(l.Y - y) < Nearest)
                continue;
            path.Append(CultureInfo.InvariantCulture, $"{(last is null ? 'M' : 'L')}{x:0.0} {y:0.0}");
            last = (x, y);
        }

        if (closed && last is not null)
            path.Append('Z');
    }
}
