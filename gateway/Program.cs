using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Downloads;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Foreign;
using UrbanDataHub.Gateway.Graph;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting;
using UrbanDataHub.Hosting.Configuration;

return await HubHost.GuardAsync(async () =>
{
    var settings = HubSettings.FromEnvironment();
    var builder = HubHost.CreateBuilder(Programs.Gateway, settings);
    builder.AddWeb();
    builder.AddCities(settings);
    builder.AddFeatures();
    builder.AddDownloads();
    builder.AddGraph();

    var app = builder.Build();
    app.UseWeb();
    app.UseHops();
    app.MapCities();
    app.MapFeatures();
    app.MapDownloads();
    app.MapGraph();
    app.MapPortal();
    return await app.RunHubAsync(args);
});
