using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Catalogue;

/// <summary>Reads an items answer (OGC API Features Part 1, clause 7.15) into rows.</summary>
internal static class FeatureReader
{
    /// <exception cref="JsonException">The document is no feature collection.</exception>
    public static FeaturePage Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array)
            throw new JsonException("The answer has no member 'features'.");
        return new FeaturePage(
            features.EnumerateArray().Select(ReadRow).ToList(),
            root.TryGetProperty("numberMatched", out var matched) && matched.ValueKind == JsonValueKind.Number ? matched.GetInt64() : null,
            Next(root),
            root.TryGetProperty("federation", out var federation) ? federation.Deserialize<FederationAnswer>(JsonSerializerOptions.Web) : null);
    }

    /// <summary>Reads one feature.</summary>
    public static FeatureRow ReadRow(JsonElement feature)
    {
        var id = feature.TryGetProperty("id", out var value) ? value.ToString() : "";
        var properties = feature.TryGetProperty("properties", out var members) && members.ValueKind == JsonValueKind.Object
            ? members.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone())
            : [];
        var geometry = feature.TryGetProperty("geometry", out var shape) && shape.ValueKind == JsonValueKind.Object ? shape.Clone() : (JsonElement?)null;
        return new FeatureRow(id, id.Split(':', 2)[0], properties, geometry);
    }

    private static string? Next(JsonElement root)
    {
        if (!root.TryGetProperty("links", out var links))
            return null;
        var next = links.EnumerateArray().FirstOrDefault(l => l.TryGetProperty("rel", out var rel) && rel.GetString() == "next");
        return next.ValueKind == JsonValueKind.Object && next.GetProperty("href").GetString() is { } href && href.Contains('?', StringComparison.Ordinal)
            ? QueryHelpers.ParseQuery(href[href.IndexOf('?', StringComparison.Ordinal)..])["cursor"].ToString()
            : null;
    }
}
