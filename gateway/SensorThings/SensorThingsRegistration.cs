using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>SensorThings over the cities of all nodes, and of this one alone (infra/decisions/0012).</summary>
public static class SensorThingsRegistration
{
    private static readonly string[] _writeMethods = ["POST", "PATCH", "PUT", "DELETE"];

    /// <summary>Registers what knows the nodes and asks them.</summary>
    public static void AddSensorThings(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<SensorNodes>();
        services.AddHostedService<PartnerNumbers>();
        services.AddSingleton<FederationWord>();
        services.AddSingleton<SetPages>();
        services.AddSingleton<SetWriter>();
        services.AddSingleton<SetTable>();
        services.AddSingleton<ServiceDocument>();
        services.AddSingleton<SensorThingsEndpoint>();
    }

    /// <summary>Maps the service roots and everything below them, and what the node says of itself.</summary>
    public static void MapSensorThings(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<SensorThingsEndpoint>();
        var node = app.Services.GetRequiredService<HubSettings>().Node;
        app.MapMethods(ServiceRoots.All + "/{**path}", [.. ReadMethods.All, .. _writeMethods], endpoint.AllAsync);
        app.MapMethods(ServiceRoots.OfNode + "/{**path}", ReadMethods.All, endpoint.OfNodeAsync);
        app.MapMethods(SensorThingsEndpoint.DeadLetters, ReadMethods.All, endpoint.DeadLettersAsync);
        app.MapRead(NodeDocument.Path, context => Json.Answer(NodeDocument.Of(node, PublicAddress.Root(context.Request))));
    }
}
