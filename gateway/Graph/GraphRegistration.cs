using GraphQL.Types;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>Registers and maps GraphQL. GraphQL.NET is used in this folder and nowhere else.</summary>
public static class GraphRegistration
{
    /// <summary>Registers schema and endpoint.</summary>
    public static void AddGraph(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(s => GraphSchema.Build(
            s.GetRequiredService<CollectionCatalogue>(),
            s.GetRequiredService<CityRegistry>(),
            s.GetRequiredService<ItemsPages>(),
            s.GetRequiredService<CitiesEndpoints>()));
        builder.Services.AddSingleton<GraphEndpoint>();
    }

    /// <summary>Maps <c>/graphql</c>. The schema is built here, so that a descriptor it cannot be made from stops the start.</summary>
    public static void MapGraph(this WebApplication app)
    {
        var graph = app.Services.GetRequiredService<GraphEndpoint>();
        app.Map("/graphql", graph.HandleAsync);
    }
}
