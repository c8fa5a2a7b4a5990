namespace UrbanDataHub.Portal.Serving;

/// <summary>Tells browsers what pages of the portal may do: load from this node, and nothing from anywhere else.</summary>
public static class SecurityHeaders
{
    /// <summary>Adds the headers to every answer.</summary>
    public static void UseSecurityHeaders(this WebApplication app)
    {
        var tiles = app.Services.GetRequiredService<MapTiles>().Origin;
        var pages = Policy("style-src 'self'", $"img-src 'self' data: {tiles}".TrimEnd());
        // The editor of GraphiQL writes style elements at run time and carries its symbols as a font.
        var editor = Policy("style-src 'self' 'unsafe-inline'", "img-src 'self' data:", "font-src 'self' data:", "worker-src 'self' blob:");
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = context.Request.Path == "/graphiql" ? editor : pages;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            return next(context);
        });
    }

    private static string Policy(params string[] parts) => string.Join("; ",
    [
        "default-src 'none'", "script-src 'self'", "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", .. parts,
    ]);
}
