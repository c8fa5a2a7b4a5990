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
        var (all, city) = app.MapOgc("/collections/{collection}/changes");
        all.MapMethods("", ReadMethods.All, changes.FederatedAsync);
        city.MapMethods("", ReadMethods.All, changes.OfCityAsync);
        city.MapMethods("/checksum", ReadMethods.All, changes.ChecksumAsync);
    }
}
