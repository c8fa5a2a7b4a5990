using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Downloads;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Graph;
using UrbanDataHub.Gateway.Tiles;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;

return await HubHost.GuardAsync(async () =>
{
    var settings = HubSettings.FromEnvironment();
    var builder = HubHost.CreateBuilder(Programs.Gateway, settings);
    builder.AddWeb();
    builder.AddCities(settings, TilesRegistration.AddConsumers);
    builder.AddFeatures();
    builder.AddTiles();
    builder.AddDownloads();
    builder.AddGraph();

    var app = builder.Build();
    app.UseResponseCompression();
    app.UseHubProblems();
    // After the problem documents, which scripts of other sites must be able to read too.
    app.UseCors();
    app.MapCities();
    app.MapFeatures();
    app.MapTiles();
    app.MapDownloads();
    app.MapGraph();
    app.MapPortal();
    return await app.RunHubAsync(args);
});
