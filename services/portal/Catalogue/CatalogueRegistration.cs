using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Portal.Catalogue;

/// <summary>Gives the portal what it shows.</summary>
public static class CatalogueRegistration
{
    private const string Catalogue = "gateway";
    private const string Documents = "documents";

    /// <summary>Registers the client of the node's gateway, the catalogue made of its answers, and the vocabularies.</summary>
    public static void AddCatalogue(this WebApplicationBuilder builder, HubSettings settings)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        foreach (var name in (ReadOnlySpan<string>)[Catalogue, Documents])
        {
            builder.Services.AddHttpClient(name, http =>
            {
                http.BaseAddress = settings.Node.Address(Programs.Gateway);
                // Longer than the gateway's own deadline for a city, so that its word on a late one arrives.
                http.Timeout = TimeSpan.FromSeconds(20);
            }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = name == Catalogue });
        }

        builder.Services.AddSingleton(services => new Gateway(services.GetRequiredService<IHttpClientFactory>().CreateClient(Catalogue)));
        builder.Services.AddSingleton(services => new OgcDocuments(services.GetRequiredService<IHttpClientFactory>().CreateClient(Documents)));
        builder.Services.AddSingleton<CityZones>();
        builder.Services.AddSingleton<CatalogueCache>();
        builder.Services.AddSingleton(Vocabularies.Load(settings.VocabulariesFolder));
    }
}
