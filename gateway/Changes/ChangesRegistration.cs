using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Changes;

/// <summary>Registers and maps the change feed.</summary>
public static class ChangesRegistration
{
    /// <summary>Registers what answers for changes.</summary>
    public static void AddChanges(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FederatedFeed>();
        builder.Services.AddSingleton<ChangesEndpoint>();
    }

    /// <summary>Maps the feeds of the federation and of each city.</summary>
    public static void MapChanges(this WebApplication app)
    {
        var changes = app.Services.GetRequiredService<ChangesEndpoint>();
        var group = app.MapGroup("").AddEndpointFilter(app.Services.GetRequiredService<PortalPages>().InsteadForPeopleAsync);
        group.MapMethods("/ogc/collections/{collection}/changes", ReadMethods.All, changes.FederatedAsync);
        group.MapMethods("/cities/{city}/ogc/collections/{collection}/changes", ReadMethods.All, changes.OfCityAsync);
        group.MapMethods("/cities/{city}/ogc/collections/{collection}/changes/checksum", ReadMethods.All, changes.ChecksumAsync);
    }
}
