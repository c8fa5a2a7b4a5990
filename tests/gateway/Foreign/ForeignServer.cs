using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UrbanDataHub.Tests.Gateway.Foreign;

/// <summary>An HTTP server of its own that plays a foreign one; a test may let it misbehave.</summary>
public abstract class ForeignServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    protected ForeignServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use(async (context, next) =>
        {
            Asked.Enqueue(context.Request.Path + Uri.UnescapeDataString(context.Request.QueryString.Value ?? ""));
            if (Misbehaves is { } misbehaves)
                await misbehaves(context);
            else
                await next(context);
        });
        Map(_app);
        _app.Start();
    }

    public Uri Url => new(_app.Urls.First());

    /// <summary>Every path and query that it was asked, unescaped.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>What it does instead of answering; null for answering.</summary>
    public Func<HttpContext, Task>? Misbehaves { get; set; }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    protected abstract void Map(WebApplication app);

    protected static Task Json(HttpContext context, JsonNode node, string type = "application/json")
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(node.ToJsonString());
    }

    protected static int Number(HttpContext context, string name, int otherwise) =>
        context.Request.Query.TryGetValue(name, out var text) ? int.Parse(text!, System.Globalization.CultureInfo.InvariantCulture) : otherwise;
}
