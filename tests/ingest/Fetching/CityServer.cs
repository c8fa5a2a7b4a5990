using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UrbanDataHub.Tests.Ingest.Fetching;

/// <summary>A web server on loopback in the place of the internet: serves what a test gives it, and counts.</summary>
internal sealed class CityServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CityServer(WebApplication app) => _app = app;

    /// <summary>Its address, without a slash at the end.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>What is answered at a path; anything else is a 404.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths asked for, in order, with the status that was answered.</summary>
    public ConcurrentQueue<(string Path, int Status)> Asked { get; } = new();

    public static async Task<CityServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new CityServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Serves a text with an ETag made of it.</summary>
    public void Serve(string path, string text)
    {
        var etag = $"\"{text.GetHashCode(StringComparison.Ordinal):x}\"";
        Answers[path] = async context =>
        {
            context.Response.Headers.ETag = etag;
            if (context.Request.Headers.IfNoneMatch == etag)
                context.Response.StatusCode = StatusCodes.Status304NotModified;
            else
                await context.Response.WriteAsync(text);
        };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        try
        {
            if (Answers.TryGetValue(path, out var answer))
                await answer(context);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        finally
        {
            Asked.Enqueue((path, context.Response.StatusCode));
        }
    }
}
