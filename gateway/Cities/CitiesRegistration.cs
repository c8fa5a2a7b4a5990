using MassTransit;
using UrbanDataHub.Gateway.Foreign;
using UrbanDataHub.Gateway.Resilience;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>Registers and maps what knows and asks the cities.</summary>
public static class CitiesRegistration
{
    /// <summary>Registers registry, client, fan-out and what keeps the holdings true.</summary>
    /// <param name="otherConsumers">Adds who else listens to the events of the node.</param>
    public static void AddCities(this WebApplicationBuilder builder, HubSettings settings, Action<IBusRegistrationConfigurator> otherConsumers)
    {
        var services = builder.Services;
        services.AddSingleton(FederationOptions.From(builder.Configuration));
        services.AddSingleton(new CityRegistry(settings));
        services.AddSingleton(new CityNames(settings));
        services.AddForeign();
        services.AddSingleton<CityClient>();
        services.AddSingleton<Reachability>();
        services.AddSingleton(LastGoodOptions.From(builder.Configuration));
        services.AddSingleton<LastGood>();
        services.AddSingleton<Hedging>();
        services.AddSingleton<FanOut>();
        services.AddSingleton<Holdings>();
        services.AddSingleton<HoldingsReader>();
        services.AddSingleton<HoldingsRenewal>();
        services.AddHostedService(s => s.GetRequiredService<HoldingsRenewal>());
        services.AddSingleton<CityStatus>();
        services.AddSingleton<CitiesEndpoints>();
        services.AddSingleton<ImportsEndpoints>();
        services.AddSingleton<FederatedAlerts>();
        services.AddSingleton<AlertsEndpoints>();
        services.AddSingleton<CitySensors>();
        services.AddHealthChecks().AddCheck<HoldingsHealth>("cities", tags: ["ready"]);
        services.AddSingleton<NodeEvents>();
        builder.AddHubBus(
            settings,
            Programs.Gateway,
            bus =>
            {
                bus.AddConsumer<HoldingsConsumer>();
                otherConsumers(bus);
            },
            live: (endpoint, provider) => endpoint.Instance(new NodeEventsConsumer(provider.GetRequiredService<NodeEvents>())));
    }

    /// <summary>Maps <c>/cities</c>, <c>/datasets</c> and what of <c>/cities/{city}</c> is not OGC.</summary>
    public static void MapCities(this WebApplication app)
    {
        var cities = app.Services.GetRequiredService<CitiesEndpoints>();
        var imports = app.Services.GetRequiredService<ImportsEndpoints>();
        var alerts = app.Services.GetRequiredService<AlertsEndpoints>();
        var sensors = app.Services.GetRequiredService<CitySensors>();
        app.MapRead("/cities", cities.Cities);
        app.MapRead("/datasets", cities.AllDatasets).AddEndpointFilter(app.Services.GetRequiredService<PortalPages>().InsteadForPeopleAsync);
        app.MapRead("/cities/{city}/datasets", cities.DatasetsOfCity);
        app.MapMethods("/alerts", ReadMethods.All, alerts.AllAsync);
        app.MapMethods("/cities/{city}/alerts", ReadMethods.All, sensors.PassAsync);
        app.MapMethods("/cities/{city}/alerts/{id:long}", ReadMethods.All, sensors.PassAsync);
        app.MapMethods("/cities/{city}/alerts.atom", ReadMethods.All, sensors.PassAsync);
        app.MapMethods("/cities/{city}/aggregates", ReadMethods.All, sensors.PassAsync);
        app.MapMethods("/cities/{city}/imports", ReadMethods.All, imports.ListAsync);
        app.MapMethods("/cities/{city}/imports/{domain}/{id:long}", ReadMethods.All, imports.OneAsync);
        app.MapMethods("/cities/{city}/imports/{domain}/{id:long}/rejections", ReadMethods.All, imports.RejectionsAsync);
    }
}
