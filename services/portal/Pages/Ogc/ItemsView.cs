using System.Text.Json;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>A page of features as a table and on a map.</summary>
/// <param name="Page">The features; null when the question was refused.</param>
public sealed record ItemsView(CollectionDescriptor Collection, OgcPlace Place, OgcQuery Query, CatalogueState Catalogue, FeaturePage? Page)
{
    /// <summary>Most rows a page; programs may ask for more.</summary>
    public const int MostRows = 500;

    // What the form asks; everything else of the question goes along with it.
    private static readonly string[] Fields = ["city", "limit", "bbox", "datetime", "sortby", "filter", "properties", "cursor"];

    /// <summary>The rows.</summary>
    public IReadOnlyList<FeatureRow> Rows => Page?.Rows ?? [];

    /// <summary>Properties with a value in some row.</summary>
    public IReadOnlyList<PropertyDescriptor> Columns => [.. Collection.Properties.Where(p => Rows.Any(r => r.Text(p.Name) is not null and not "[]"))];

    /// <summary>Properties that were asked for and have no value in any row.</summary>
    public IReadOnlyList<PropertyDescriptor> Empty => [.. Collection.Properties.Except(Columns).Where(p => Rows.Any(r => r.Properties.ContainsKey(p.Name)))];

    /// <summary>Parameters that the form does not show.</summary>
    public IEnumerable<(string Name, string Value)> Others => Query.Pairs.Where(p => !Fields.Contains(p.Name));

    /// <summary>Whether the visitor asked for more rows than a page has.</summary>
    public bool IsCut => int.TryParse(Query["limit"], out var limit) && limit > MostRows;

    /// <summary>Whether the rows can be drawn: they have places, in degrees.</summary>
    public bool HasMap => Rows.Any(r => r.Geometry is not null) && Query["crs"] is null;

    /// <summary>The datasets whose rows these are.</summary>
    public IReadOnlyList<CatalogueEntry> Entries => [.. Catalogue.Of(Collection.Id).Where(e => Rows.Any(r => r.City == e.City.Id))];

    /// <summary>The question that the map asks: this page of features and no more.</summary>
    public string MapAddress => Place.Path + (IsCut ? Query.With("limit", $"{MostRows}") : Query);

    /// <summary>Address of the first page.</summary>
    public string First => Place.Path + Query.Without("cursor");

    /// <summary>Address of the next page; null on the last.</summary>
    public string? Next => Page?.Next is { } cursor ? Place.Path + Query.With("cursor", cursor) : null;

    /// <summary>Reads the answer to a question about features.</summary>
    public static ItemsView Read(DocumentModel document, CollectionDescriptor collection) =>
        new(collection, document.Place, document.Query, document.Catalogue, document.Answer.IsGood ? Features(document.Root) : null);

    /// <summary>Address of a feature.</summary>
    public string Feature(FeatureRow row) => $"{Place.Path}/{OgcPlace.Escaped(row.Id)}";

    private static FeaturePage Features(JsonElement root)
    {
        try
        {
            return FeatureReader.Read(root);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new GatewayException($"The answer is no page of features: {e.Message}", e);
        }
    }
}
