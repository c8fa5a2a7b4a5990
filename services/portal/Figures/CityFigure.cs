using System.Text.Json;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Figures;

/// <summary>A city drawn by its own data: the outlines of its districts, and the features of a dataset on them.</summary>
public sealed class CityFigure(Gateway gateway)
{
    /// <summary>The collection whose areas make the ground.</summary>
    public const string Districts = "districts";

    private const int Most = 1500;

    /// <summary>Draws the features of <paramref name="shown"/>; only the districts when it is null.</summary>
    /// <returns>The picture; null when there is nothing to draw.</returns>
    public async Task<string?> DrawAsync(CatalogueState catalogue, string city, CatalogueEntry? shown, int width, int height, CancellationToken cancel)
    {
        var ground = await GeometriesAsync(Districts, city, catalogue.Find(city, Districts), cancel);
        var features = shown is null || shown.Collection.Id == Districts ? [] : await GeometriesAsync(shown.Collection.Id, city, shown, cancel);
        var box = Box(ground.Count > 0 ? ground : features);
        if (box is null)
            return null;
        var svg = new Svg(width, height);
        var plan = new Plan(box, width, height);
        foreach (var area in ground)
            svg.Path("land", plan.Path(area));
        // A handful of dots would be lost, thousands would be one blot.
        var radius = Math.Clamp(width / 160.0, 1.1, 3) * (features.Count < 50 ? 2 : 1);
        foreach (var feature in features)
            Draw(svg, plan, feature, radius);
        return svg.ToString();
    }

    private static void Draw(Svg svg, Plan plan, JsonElement geometry, double radius)
    {
        var path = plan.Path(geometry);
        if (path.Length > 0)
            svg.Path("shape", path);
        else if (plan.Dot(geometry) is { } dot)
            svg.Disc("dot", dot.X, dot.Y, radius);
    }

    private async Task<IReadOnlyList<JsonElement>> GeometriesAsync(string collection, string city, CatalogueEntry? entry, CancellationToken cancel)
    {
        if (entry is null || entry.Missing || entry.Dataset.Count == 0)
            return [];
        var parameters = new Dictionary<string, string?> { ["city"] = city, ["limit"] = $"{Most}" };
        // One level of the division is enough, and the coarsest draws the clearest outline.
        if (collection == Districts)
            parameters["level"] = "borough";
        var page = await gateway.ItemsAsync(collection, parameters, cancel);
        if (page is { Rows.Count: 0 } && parameters.Remove("level"))
            page = await gateway.ItemsAsync(collection, parameters, cancel);
        return page?.Rows.Where(r => r.Geometry is not null).Select(r => r.Geometry!.Value).ToList() ?? [];
    }

    private static double[]? Box(IReadOnlyList<JsonElement> geometries)
    {
        var places = geometries.SelectMany(g => Places(g.GetProperty("coordinates"))).ToList();
        if (places.Count == 0)
            return null;
        var (x, y) = (places.Select(p => p.X).Order().ToList(), places.Select(p => p.Y).Order().ToList());
        return [x[0], y[0], x[^1], y[^1]];
    }

    private static IEnumerable<(double X, double Y)> Places(JsonElement coordinates)
    {
        if (coordinates.GetArrayLength() == 0)
            return [];
        return coordinates[0].ValueKind == JsonValueKind.Number
            ? [(coordinates[0].GetDouble(), coordinates[1].GetDouble())]
            : coordinates.EnumerateArray().SelectMany(Places);
    }
}
