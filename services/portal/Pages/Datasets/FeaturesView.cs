using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Datasets;

/// <summary>The rows of a collection as table and map, of one city or of all.</summary>
/// <param name="City">The one city; null for all.</param>
/// <param name="Entries">The datasets shown, one a city.</param>
/// <param name="Page">The page of rows; null when it could not be had.</param>
/// <param name="Trouble">True when the rows could not be asked.</param>
/// <param name="BadCursor">True when the address named a page that does not exist (any more).</param>
public sealed record FeaturesView(
    CollectionDescriptor Collection,
    City? City,
    IReadOnlyList<CatalogueEntry> Entries,
    FeaturePage? Page,
    bool Trouble,
    bool BadCursor,
    bool FirstPage)
{
    /// <summary>Rows a page of the table.</summary>
    public const int PageSize = 25;

    /// <summary>Properties with a value in some row of the page; all of them when there are no rows.</summary>
    public IReadOnlyList<PropertyDescriptor> Columns => Page is { Rows.Count: > 0 } ? Collection.Properties.Where(IsFilled).ToList() : Collection.Properties;

    /// <summary>Properties without a value in any row of the page.</summary>
    public IReadOnlyList<PropertyDescriptor> Empty => Collection.Properties.Except(Columns).ToList();

    /// <summary>Rows that exist, in all cities shown.</summary>
    public long Count => Entries.Sum(e => e.Dataset.Count);

    /// <summary>Address of the page without parameters.</summary>
    public string Address => City is null ? $"/datasets/{Collection.Id}" : $"/datasets/{City.Id}/{Collection.Id}";

    /// <summary>Address of the download, without ending.</summary>
    public string Download => $"/downloads/{City?.Id ?? "all"}/{Collection.Id}";

    /// <summary>Address of the items at the gateway.</summary>
    public string Items => $"/ogc/collections/{Collection.Id}/items" + (City is null ? "" : $"?city={City.Id}");

    private bool IsFilled(PropertyDescriptor property) => Page!.Rows.Any(r => r.Text(property.Name) is not null and not "[]");

    /// <summary>Asks for a page of rows.</summary>
    public static async Task<FeaturesView> AskAsync(
        Gateway gateway, CollectionDescriptor collection, City? city, IReadOnlyList<CatalogueEntry> entries, string? cursor, CancellationToken cancel)
    {
        var parameters = new Dictionary<string, string?> { ["city"] = city?.Id, ["limit"] = $"{PageSize}", ["cursor"] = cursor };
        try
        {
            var page = await gateway.ItemsAsync(collection.Id, parameters, cancel);
            return new FeaturesView(collection, city, entries, page, Trouble: page is null && cursor is null, BadCursor: page is null && cursor is not null, cursor is null);
        }
        catch (GatewayException)
        {
            return new FeaturesView(collection, city, entries, Page: null, Trouble: true, BadCursor: false, cursor is null);
        }
    }
}
