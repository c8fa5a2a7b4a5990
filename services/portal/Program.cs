using UrbanDataHub.Hosting;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Portal.Activity;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Portal.Figures;
using UrbanDataHub.Portal.Language;
using UrbanDataHub.Portal.Pages.Sensors;
using UrbanDataHub.Portal.Sensors;
using UrbanDataHub.Portal.Serving;

return await HubHost.GuardAsync(async () =>
{
    var settings = HubSettings.FromEnvironment();
    var builder = HubHost.CreateBuilder(Programs.Portal, settings);
    builder.AddServiceDatabase(settings, Programs.Portal, typeof(ActivityStore).Assembly);
    builder.AddActivity(settings);
    builder.AddCatalogue(settings);
    builder.AddSensors();
    builder.AddLanguages();
    builder.AddFigures();
    builder.AddPages(settings);

    var app = builder.Build();
    // Compression wraps everything; the error pages come before what may fail, and after what they need themselves.
    app.UseResponseCompression();
    app.UseForwardedHeaders();
    app.UseSecurityHeaders();
    app.UseLanguages();
    app.UseErrorPages();
    app.UseAssets();
    app.UseRouting();
    app.MapRazorPages();
    app.MapFigures();
    app.MapSeriesCsv();
    return await app.RunHubAsync(args);
});
