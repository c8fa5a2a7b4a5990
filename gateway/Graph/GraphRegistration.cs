using GraphQL;
using GraphQL.Types;
using GraphQL.Utilities;
using UrbanDataHub.Gateway.Graph.Documents;
using UrbanDataHub.Gateway.Graph.Limits;
using UrbanDataHub.Gateway.Graph.Relations;
using UrbanDataHub.Gateway.Graph.Series;
using UrbanDataHub.Gateway.Graph.Streams;
using UrbanDataHub.Hosting;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>Registers and maps GraphQL. GraphQL.NET is used in this folder and nowhere else.</summary>
public static class GraphRegistration
{
    /// <summary>Registers schema, endpoint and what they need.</summary>
    public static void AddGraph(this WebApplicationBuilder builder)
    {
        var options = GraphOptions.From(builder.Configuration);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton<RelatedFeatures>();
        services.AddSingleton<CityAggregates>();
        services.AddSingleton<RecordedReader>();
        services.AddSingleton<GraphSchema>();
        services.AddSingleton(s => s.GetRequiredService<GraphSchema>().Build());
        services.AddSingleton(new DocumentStore(options, options.Documents is { } folder ? new TrustedDocuments(folder) : null));
        services.AddSingleton<DocumentReader>();
        services.AddSingleton<GraphExecution>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<EventStreams>();
        services.AddSingleton<SocketEndpoint>();
        services.AddSingleton<GraphEndpoint>();
        services.AddSingleton(new HubCommand("schema", (provider, _) => PrintAsync(provider.GetRequiredService<ISchema>())));
    }

    /// <summary>The command <c>schema</c>: prints the schema of the descriptors that the program knows, in alphabetical order.</summary>
    private static async Task<int> PrintAsync(ISchema schema)
    {
        await Console.Out.WriteAsync(schema.Print(new PrintOptions { StringComparison = StringComparison.Ordinal }));
        return 0;
    }

    /// <summary>Maps <c>/graphql</c>. The schema is built here, so that a descriptor it cannot be made from stops the start.</summary>
    public static void MapGraph(this WebApplication app)
    {
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
        var graph = app.Services.GetRequiredService<GraphEndpoint>();
        app.Map("/graphql", graph.HandleAsync);
    }
}
