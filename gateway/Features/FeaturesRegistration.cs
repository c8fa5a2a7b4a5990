using UrbanDataHub.Features;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Features;

/// <summary>Registers and maps OGC API Features.</summary>
public static class FeaturesRegistration
{
    /// <summary>Registers what answers below <c>/ogc</c>.</summary>
    public static void AddFeatures(this WebApplicationBuilder builder)
    {
        builder.AddCursors();
        builder.Services.AddSingleton<Asked>();
        builder.Services.AddSingleton<ItemsPages>();
        builder.Services.AddSingleton<ItemsEndpoint>();
        builder.Services.AddSingleton<CollectionDocuments>();
        builder.Services.AddSingleton<OgcEndpoints>();
    }

    /// <summary>Maps <c>/ogc</c> and <c>/cities/{city}/ogc</c>.</summary>
    public static void MapFeatures(this WebApplication app)
    {
        var items = app.Services.GetRequiredService<ItemsEndpoint>();
        var ogc = app.Services.GetRequiredService<OgcEndpoints>();
        var (all, city) = app.MapOgc();
        foreach (var group in new[] { all, city })
        {
            group.MapRead("/", ogc.Landing);
            group.MapRead("/api", ogc.Api);
            group.MapRead("/conformance", ogc.Conformance);
            group.MapRead("/functions", ogc.FilterFunctions);
            group.MapRead("/collections", ogc.Collections);
            group.MapRead("/collections/{collection}", ogc.Collection);
            group.MapRead("/collections/{collection}/schema", ogc.Schema);
            group.MapRead("/collections/{collection}/queryables", ogc.Queryables);
            group.MapRead("/collections/{collection}/sortables", ogc.Sortables);
        }

        all.MapMethods("/collections/{collection}/items", ReadMethods.All, (Delegate)items.FederatedAsync);
        all.MapMethods("/collections/{collection}/items/{id}", ReadMethods.All, (Delegate)items.FeatureAsync);
        city.MapMethods("/collections/{collection}/items", ReadMethods.All, (Delegate)items.OfCityAsync);
        city.MapMethods("/collections/{collection}/items/{id}", ReadMethods.All, (Delegate)items.FeatureOfCityAsync);
        // For the gateways of partners: what a relation needs of many features (infra/decisions/0011).
        city.MapPost("/collections/{collection}/groups", (Delegate)items.GroupsOfCityAsync);
    }
}
