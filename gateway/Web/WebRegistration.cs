using UrbanDataHub.Features.Writing;

namespace UrbanDataHub.Gateway.Web;

/// <summary>Registers and maps what is about HTTP and not about cities.</summary>
public static class WebRegistration
{
    private const int LongestAddress = 32 * 1024;

    /// <summary>Compression, CORS, pass-through.</summary>
    public static void AddWeb(this WebApplicationBuilder builder)
    {
        // A federated cursor holds a position for each city, and is part of an address.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestLineSize = LongestAddress);
        Compression.Add(builder.Services);
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton<PassThrough>();
        builder.Services.AddSingleton<PortalPages>();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .AllowAnyOrigin()
            .WithMethods("GET", "HEAD", "POST")
            .WithHeaders("Accept", "Accept-Language", "Content-Type", "If-None-Match")
            .WithExposedHeaders(FederationJson.Header, "Link", "ETag", "Content-Disposition")
            .SetPreflightMaxAge(TimeSpan.FromDays(1))));
    }

    /// <summary>Everything that is not mapped otherwise is a page of the portal.</summary>
    public static void MapPortal(this WebApplication app)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["/ogc", "/cities", "/downloads"])
            app.MapNothingElse(prefix);
        app.Map("/{**rest}", app.Services.GetRequiredService<PortalPages>().AnswerAsync);
    }
}
