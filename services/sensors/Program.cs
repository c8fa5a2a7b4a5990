using UrbanDataHub.Features;
using UrbanDataHub.Hosting;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Ingest;
using UrbanDataHub.Ingest.Importing;
using UrbanDataHub.Sensors.Alerts;
using UrbanDataHub.Sensors.Mqtt;
using UrbanDataHub.Sensors.Observations;
using UrbanDataHub.Sensors.Pulling;
using UrbanDataHub.Sensors.Quality;
using UrbanDataHub.Sensors.SensorThings;
using UrbanDataHub.Sensors.Storage;

return await HubHost.GuardAsync(async () =>
{
    var builder = HubHost.CreateBuilder(Programs.Sensors, out var settings);
    builder.AddServiceDatabase(settings, Programs.Sensors, typeof(ImportRegistration).Assembly, typeof(SeriesTarget).Assembly);
    builder.AddEntityNumbers();
    builder.AddHubBus(settings, Programs.Sensors);
    builder.AddOutboxRelay();
    builder.AddFeatures(Programs.Sensors);
    builder.AddImports(Programs.Sensors);
    builder.Services.AddSingleton<IImportTarget, SeriesTarget>();
    builder.AddStorage();
    builder.AddPulling();
    builder.AddSensorThings();
    builder.AddDeadLetters();
    builder.AddMqtt();
    builder.AddQuality(settings);
    builder.AddAlerts(settings);

    var app = builder.Build();
    app.UseHubProblems();
    app.MapFeatures();
    app.MapImports();
    app.MapAggregates();
    app.MapSensorThings();
    app.MapDeadLetters();
    app.MapAlerts();
    return await app.RunHubAsync(args);
});
