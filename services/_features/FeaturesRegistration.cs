using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Changes;
using UrbanDataHub.Features.Groups;
using UrbanDataHub.Features.Tiles;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features;

/// <summary>Lets a service serve its collections.</summary>
public static class FeaturesRegistration
{
    /// <summary>Registers what serves the collections of <paramref name="domain"/>.</summary>
    public static WebApplicationBuilder AddFeatures(this WebApplicationBuilder builder, string domain)
    {
        builder.Services.AddSingleton(s => new Served(s.GetRequiredService<HubSettings>(), s.GetRequiredService<CollectionCatalogue>(), domain));
        builder.AddCursors();
        builder.Services.AddSingleton<Datasets>();
        builder.Services.AddSingleton<ItemsEndpoint>();
        builder.Services.AddSingleton<ItemEndpoint>();
        builder.Services.AddSingleton<GroupsEndpoint>();
        builder.Services.AddSingleton<ChangesEndpoint>();
        builder.Services.AddSingleton<ChecksumEndpoint>();
        builder.Services.AddSingleton<CollectionEndpoints>();
        builder.Services.AddSingleton<DownloadEndpoint>();
        builder.Services.AddSingleton<TileEndpoint>();
        return builder;
    }

    /// <summary>Registers what writes and reads the cursors of this node; gateway and services keep each their own.</summary>
    public static void AddCursors(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton(s => CursorCodec.For(builder.Configuration["HUB_CURSOR_KEY"] ?? s.GetRequiredService<HubSettings>().Node.Node));

    /// <summary>Maps the addresses of infra/decisions/0004.</summary>
    public static void MapFeatures(this WebApplication app)
    {
        var items = app.Services.GetRequiredService<ItemsEndpoint>();
        var item = app.Services.GetRequiredService<ItemEndpoint>();
        var groups = app.Services.GetRequiredService<GroupsEndpoint>();
        var changes = app.Services.GetRequiredService<ChangesEndpoint>();
        var checksum = app.Services.GetRequiredService<ChecksumEndpoint>();
        var collections = app.Services.GetRequiredService<CollectionEndpoints>();
        var downloads = app.Services.GetRequiredService<DownloadEndpoint>();
        var tiles = app.Services.GetRequiredService<TileEndpoint>();
        app.MapMethods("/cities/{city}/datasets", ReadMethods.All, (Delegate)collections.DatasetsAsync);
        app.MapMethods("/downloads/{city}/{collection}.{format}", ReadMethods.All, downloads.HandleAsync);
        var ogc = app.MapGroup("/cities/{city}/ogc/collections");
        ogc.MapMethods("/", ReadMethods.All, (Delegate)collections.AllAsync);
        ogc.MapMethods("/{collection}", ReadMethods.All, (Delegate)collections.OneAsync);
        ogc.MapMethods("/{collection}/schema", ReadMethods.All, (Delegate)collections.Schema);
        ogc.MapMethods("/{collection}/queryables", ReadMethods.All, (Delegate)collections.Queryables);
        ogc.MapMethods("/{collection}/sortables", ReadMethods.All, (Delegate)collections.Sortables);
        ogc.MapMethods("/{collection}/items", ReadMethods.All, items.HandleAsync);
        ogc.MapMethods("/{collection}/items/{id}", ReadMethods.All, item.HandleAsync);
        ogc.MapPost("/{collection}/groups", groups.HandleAsync);
        ogc.MapMethods("/{collection}/changes", ReadMethods.All, changes.HandleAsync);
        ogc.MapMethods("/{collection}/changes/checksum", ReadMethods.All, checksum.HandleAsync);
        ogc.MapMethods("/{collection}/tiles/" + TileAddress.Route, ReadMethods.All, tiles.HandleAsync);
    }
}
