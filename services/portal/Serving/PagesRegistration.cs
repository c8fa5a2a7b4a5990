using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.WebEncoders;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Portal.Serving;

/// <summary>Gives the portal its pages.</summary>
public static class PagesRegistration
{
    /// <summary>Registers pages, assets, compression and the word of the gateway on who is asking.</summary>
    public static void AddPages(this WebApplicationBuilder builder, HubSettings settings)
    {
        // The APIs of single cities have the same pages as that of all.
        builder.Services.AddRazorPages(pages => pages.Conventions.AddPageRoute("/Ogc/Document", "/cities/{city}/ogc/{**path}")).AddViewLocalization();
        builder.Services.AddSingleton<Assets>();
        builder.Services.AddSingleton(MapTiles.From(builder.Configuration));
        builder.Services.AddResponseCompression(options => 
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html", "image/svg+xml"];
        });
        builder.Services.Configure<ForwardedHeadersOptions>(o =>
            o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost);
        // The pages are UTF-8; «ü» as «&#xFC;» would only make them longer.
        builder.Services.Configure<WebEncoderOptions>(o => o.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        builder.Services.Configure<RouteOptions>(o => o.LowercaseUrls = true);
    }
}
