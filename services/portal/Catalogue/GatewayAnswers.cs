using System.Text.Json;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Catalogue;

/// <summary>The answer of <c>/datasets</c>.</summary>
public sealed record DatasetsAnswer(IReadOnlyList<Dataset> Datasets, FederationAnswer Federation);

/// <summary>One feature as the portal shows it.</summary>
/// <param name="Id">Feature id, <c>&lt;city&gt;:&lt;local id&gt;</c>.</param>
/// <param name="City">City id, the part before the colon.</param>
public sealed record FeatureRow(string Id, string City, IReadOnlyDictionary<string, JsonElement> Properties, JsonElement? Geometry)
{
    /// <summary>The value of a property as text; null when it is absent or null.</summary>
    public string? Text(string property) =>
        Properties.TryGetValue(property, out var value) && value.ValueKind is not JsonValueKind.Null ? value.ToString() : null;
}

/// <summary>A page of features.</summary>
/// <param name="NumberMatched">Features that match the question; null when unknown.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
/// <param name="Federation">How the cities fared; null when only one was asked and the answer came from it alone.</param>
public sealed record FeaturePage(IReadOnlyList<FeatureRow> Rows, long? NumberMatched, string? Next, FederationAnswer? Federation);

/// <summary>A page of rejected rows; <paramref name="Next"/> is the <c>after</c> of the next one.</summary>
public sealed record RejectionsPage(IReadOnlyList<RejectedRow> Rejections, long? Next);
