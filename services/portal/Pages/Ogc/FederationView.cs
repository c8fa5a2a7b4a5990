using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>How the cities fared that were asked for a document.</summary>
public sealed record FederationView(FederationAnswer Answer, CatalogueState Catalogue)
{
    /// <summary>The word of a document; null when it has none.</summary>
    public static FederationView? Of(DocumentModel document) =>
        document.Root.As<FederationAnswer>("federation") is { Cities.Count: > 0 } answer ? new FederationView(answer, document.Catalogue) : null;
}
