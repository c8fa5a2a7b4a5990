using UrbanDataHub.Gateway.Changes;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Downloads;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Foreign;
using UrbanDataHub.Gateway.Graph;
using UrbanDataHub.Gateway.Records;
using UrbanDataHub.Gateway.SensorThings;
using UrbanDataHub.Gateway.Tiles;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting;
using UrbanDataHub.Hosting.Configuration;

return await HubHost.GuardAsync(async () =>
{
    var settings = HubSettings.FromEnvironment();
    var builder = HubHost.CreateBuilder(Programs.Gateway, settings);
    builder.AddWeb();
    builder.AddCities(settings, TilesRegistration.AddConsumers);
    builder.AddFeatures();
    builder.AddChanges();
    builder.AddTiles();
    builder.AddRecords();
    builder.AddDownloads();
    builder.AddGraph();
    builder.AddSensorThings();

    var app = builder.Build();
    app.UseWeb();
    app.UseHops();
    app.MapCities();
    app.MapFeatures();
    app.MapChanges();
    app.MapTiles();
    app.MapRecords();
    app.MapDownloads();
    app.MapGraph();
    app.MapSensorThings();
    app.MapPortal();
    return await app.RunHubAsync(args);
});
