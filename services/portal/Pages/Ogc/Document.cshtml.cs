using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Language;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>
/// A document of an OGC API as a page (OGC API Features Part 1, clause 8.2): the same address, the same status, the same
/// content as the JSON that programs get.
/// </summary>
public sealed class DocumentModel(OgcDocuments documents, CatalogueCache cache, CollectionCatalogue collections, Wording words) : PageModel
{
    /// <summary>What the address names.</summary>
    public OgcPlace Place { get; private set; } = null!;

    /// <summary>The question, as the gateway is asked.</summary>
    public OgcQuery Query { get; private set; } = null!;

    /// <summary>What the gateway said.</summary>
    public OgcAnswer Answer { get; private set; } = null!;

    /// <summary>The catalogue, for the names of cities.</summary>
    public CatalogueState Catalogue { get; private set; } = null!;

    /// <summary>The collection of the address; null when it is about none that this portal knows.</summary>
    public CollectionDescriptor? Descriptor { get; private set; }

    /// <summary>The document.</summary>
    public JsonElement Root => Answer.Root;

    /// <summary>The document's links.</summary>
    public IReadOnlyList<DocumentLink> Links { get; private set; } = [];

    /// <summary>How the page is laid out; features of a collection that the portal does not know are shown member by member.</summary>
    public DocumentKind Kind => Place.Kind is DocumentKind.Items or DocumentKind.Feature && Descriptor is null ? DocumentKind.Other : Place.Kind;

    /// <summary>Address of the document as JSON.</summary>
    public string JsonAddress => Place.Path + Query.With("f", "json");

    /// <summary>The features as rows, none when the question was refused; null for other documents.</summary>
    public ItemsView? Rows { get; private set; }

    /// <summary>The feature; null for other documents.</summary>
    public FeatureView? Feature { get; private set; }

    /// <summary>Whether there is something to draw.</summary>
    public bool HasMap => Rows?.HasMap ?? Feature?.HasMap ?? false;

    /// <summary>Shows the page.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        Place = OgcPlace.Read(Request.Path);
        Query = OgcQuery.Read(Request.QueryString);
        // Fields that nobody filled in are no parameters; the address that stays is one that programs may use too.
        if (Place.Kind is DocumentKind.Items or DocumentKind.Records && Query.HasEmpty)
            return Redirect(Place.Path + Query.Filled());
        Descriptor = Place.Collection is { } id ? collections.Find(id) : null;
        Answer = await documents.AskAsync(Request.Path.ToUriComponent() + Asked(), Request, words.Language, cancel);
        if (Answer.Location is { } elsewhere)
            return RedirectPreserveMethod(elsewhere);
        Catalogue = await cache.GetAsync(cancel);
        Read();
        Response.StatusCode = Answer.Status;
        return Page();
    }

    private void Read()
    {
        Links = DocumentLink.Of(Root, Request.Host);
        if (Kind == DocumentKind.Items)
            Rows = ItemsView.Read(this, Descriptor!);
        if (Kind == DocumentKind.Feature && Answer.IsGood)
            Feature = FeatureView.Read(this, Descriptor!);
    }

    /// <summary>The question; a page for people has a bound of its own.</summary>
    private OgcQuery Asked() =>
        Place.Kind == DocumentKind.Items && int.TryParse(Query["limit"], out var limit) && limit > ItemsView.MostRows ? Query.With("limit", $"{ItemsView.MostRows}") : Query;
}
