using UrbanDataHub.Features;
using UrbanDataHub.Hosting;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Ingest;

return await HubHost.GuardAsync(async () =>
{
    var builder = HubHost.CreateBuilder(Programs.Climate, out var settings);
    builder.AddServiceDatabase(settings, Programs.Climate, typeof(ImportRegistration).Assembly);
    builder.AddHubBus(settings, Programs.Climate);
    builder.AddOutboxRelay();
    builder.AddFeatures(Programs.Climate);
    builder.AddImports(Programs.Climate);

    var app = builder.Build();
    app.UseHubProblems();
    app.MapFeatures();
    app.MapImports();
    return await app.RunHubAsync(args);
});
