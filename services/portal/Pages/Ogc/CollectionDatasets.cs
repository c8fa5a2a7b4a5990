using System.Text.Json;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>The datasets that fill a collection, as its document names them.</summary>
internal static class CollectionDatasets
{
    /// <summary>One a city; none for a collection that is filled otherwise.</summary>
    public static IReadOnlyList<Dataset> Of(JsonElement collection) =>
        collection.As<List<Dataset>>("cities") ?? (collection.As<Dataset>("dataset") is { } one ? [one] : []);
}
