using MassTransit;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>Registers and maps OGC API Tiles.</summary>
public static class TilesRegistration
{
    /// <summary>Registers what answers with tiles, and what keeps them.</summary>
    public static void AddTiles(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TileOptions.From(builder.Configuration));
        builder.Services.AddSingleton<TileCache>();
        builder.Services.AddSingleton<Hearing>();
        builder.Services.AddReceiveEndpointObserver(services => services.GetRequiredService<Hearing>());
        builder.Services.AddSingleton<CityTiles>();
        builder.Services.AddSingleton<Tilesets>();
        builder.Services.AddSingleton<TileEndpoint>();
        builder.Services.AddSingleton<TilesetEndpoints>();
    }

    /// <summary>Lets kept tiles hear of changes.</summary>
    public static void AddConsumers(IBusRegistrationConfigurator bus) => bus.AddConsumer<TileConsumer>();

    /// <summary>Maps tiles, tilesets and tile matrix sets below <c>/ogc</c> and <c>/cities/{city}/ogc</c>.</summary>
    public static void MapTiles(this WebApplication app)
    {
        var tiles = app.Services.GetRequiredService<TileEndpoint>();
        var tilesets = app.Services.GetRequiredService<TilesetEndpoints>();
        var (all, city) = app.MapOgc();
        foreach (var documents in new[] { all, city })
        {
            documents.MapRead("/tileMatrixSets", tilesets.MatrixSets);
            documents.MapRead("/tileMatrixSets/{tileMatrixSetId}", tilesets.MatrixSet);
            documents.MapRead("/tiles", tilesets.OfDataset);
            documents.MapRead("/tiles/{tileMatrixSetId}", tilesets.OneOfDataset);
            documents.MapRead("/collections/{collection}/tiles", tilesets.OfCollection);
            documents.MapRead("/collections/{collection}/tiles/{tileMatrixSetId}", tilesets.OneOfCollection);
        }

        // A tile is for programs, whatever they say that they accept.
        foreach (var prefix in (ReadOnlySpan<string>)[OgcRoutes.All, OgcRoutes.City])
        {
            app.MapMethods($"{prefix}/tiles/{TileAddress.Route}", ReadMethods.All, tiles.DatasetAsync);
            app.MapMethods($"{prefix}/collections/{{collection}}/tiles/{TileAddress.Route}", ReadMethods.All, tiles.CollectionAsync);
        }
    }
}
