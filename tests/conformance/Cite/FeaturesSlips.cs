using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using UrbanDataHub.Tests.Conformance.Nodes;

namespace UrbanDataHub.Tests.Conformance.Cite;

/// <summary>
/// Where the suite of OGC API Features is wrong and the node right. Nothing is on a list by its name: of each failure it is
/// shown from the data that the suite's expectation cannot be met. The reasons stand in the README beside.
/// </summary>
/// <param name="federation">What was tested.</param>
/// <param name="log">Text of the suite's log, in which its requests stand.</param>
internal sealed partial class FeaturesSlips(Federation federation, string log)
{
    private static readonly string[] _transforms = ["verifyFeaturesCrsParameterTransformWithCrsParameter", "verifyFeatureCrsParameterTransformWithoutCrsParameter"];

    /// <summary>Whether a failure is the suite's and not the node's.</summary>
    public async Task<bool> IsOneAsync(SuiteOutcome failure)
    {
        var name = failure.Test.Split('.')[^1];
        if (_transforms.Contains(name) && failure.Message.Contains("\"geometryInDefaultCrs\" is null", StringComparison.Ordinal))
            return (await PageAsync(failure.Parameters[0])).Any(feature => feature.GetProperty("geometry").ValueKind == JsonValueKind.Null);
        return name == "verifyBboxCrsParameter" && await LeavesOutAsync(failure.Parameters[0], failure.Parameters.First(p => p.Contains("/def/crs/EPSG/", StringComparison.Ordinal)));
    }

    /// <summary>
    /// The suite moves two corners of the extent into another system, and takes the upright box between them for the same
    /// area. It is none where that system's north is turned: whether a feature that it expects lies wholly outside of its box.
    /// </summary>
    private async Task<bool> LeavesOutAsync(string collection, string crs)
    {
        var requests = Box().Matches(log).Where(m => m.Groups["collection"].Value == collection).ToList();
        var box = requests.Where(m => Decoded(m, "crs") == crs).Select(m => Decoded(m, "box").Split(',').Select(Number).ToArray()).Last();
        var asked = requests.Where(m => Decoded(m, "crs").EndsWith("CRS84", StringComparison.Ordinal)).Select(m => m.Groups["box"].Value).Last();
        var expected = await PageAsync(collection, $"?limit=10&bbox={asked}&crs={Uri.EscapeDataString(crs)}");
        return expected.Any(feature => IsOutside(box, [.. Positions(feature.GetProperty("geometry").GetProperty("coordinates"))]));
    }

    // Beyond a side by more than a centimetre, so that no rounding makes the difference.
    private static bool IsOutside(double[] box, IReadOnlyList<(double X, double Y)> positions) =>
        positions.All(p => p.X < box[0] - 0.01) || positions.All(p => p.X > box[2] + 0.01) || positions.All(p => p.Y < box[1] - 0.01) || positions.All(p => p.Y > box[3] + 0.01);

    private static IEnumerable<(double X, double Y)> Positions(JsonElement coordinates) => coordinates[0].ValueKind == JsonValueKind.Number
        ? [(coordinates[0].GetDouble(), coordinates[1].GetDouble())]
        : coordinates.EnumerateArray().SelectMany(Positions);

    private async Task<IEnumerable<JsonElement>> PageAsync(string collection, string query = "") =>
        (await federation.JsonAsync($"/ogc/collections/{collection}/items{query}")).GetProperty("features").EnumerateArray();

    private static string Decoded(Match request, string part) => Uri.UnescapeDataString(request.Groups[part].Value);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"/collections/(?<collection>[^/]+)/items\?bbox-crs=(?<crs>[^&\s]+)&bbox=(?<box>[^&\s]+)")]
    private static partial Regex Box();
}
