using Microsoft.AspNetCore.HttpOverrides;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Web;

/// <summary>Registers and maps what is about HTTP and not about cities.</summary>
public static class WebRegistration
{
    /// <summary>Compression, CORS, pass-through.</summary>
    public static void AddWeb(this WebApplicationBuilder builder)
    {
        Compression.Add(builder.Services);
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton<PassThrough>();
        builder.Services.AddSingleton<PortalPages>();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .AllowAnyOrigin()
            .WithMethods("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE")
            .WithHeaders("Accept", "Accept-Language", "Authorization", "Content-Type", "If-None-Match", RequestIds.Header)
            .WithExposedHeaders(FederationJson.Header, "Link", "Location", "ETag", "Content-Disposition", CoordinateSystem.HeaderName, RequestIds.Header, "RateLimit", "RateLimit-Policy", "Retry-After")
            .SetPreflightMaxAge(TimeSpan.FromDays(1))));
    }

    /// <summary>What every request passes before it is answered.</summary>
    public static void UseWeb(this WebApplication app)
    {
        // TLS ends before the gateway: a proxy on the same machine says which address and scheme the client used.
        app.UseForwardedHeaders(new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
        });
        app.UseRequestIds();
        app.UseResponseCompression();
        app.UseHubProblems();
        // After the problem documents, which scripts of other sites must be able to read too.
        app.UseCors();
        if (RateLimitOptions.From(app.Configuration) is { } limit)
            app.Use(new RateLimits(limit).InvokeAsync);
        app.Use(AddressLength.InvokeAsync);
        app.UseFormatParameter();
        // The route is chosen by the question as it is left.
        app.UseRouting();
    }

    /// <summary>Everything that is not mapped otherwise is a page of the portal.</summary>
    public static void MapPortal(this WebApplication app)
    {
        var pages = app.Services.GetRequiredService<PortalPages>();
        foreach (var prefix in (ReadOnlySpan<string>)["/ogc", "/cities", "/downloads", "/sensorthings", "/node"])
            app.MapNothingElse(prefix, pages);
        app.Map("/{**rest}", pages.AnswerAsync);
    }
}
