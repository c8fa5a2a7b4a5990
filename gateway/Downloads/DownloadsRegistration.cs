using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Downloads;

/// <summary>Registers and maps downloads.</summary>
public static class DownloadsRegistration
{
    /// <summary>Registers what answers below <c>/downloads</c>.</summary>
    public static void AddDownloads(this WebApplicationBuilder builder) => builder.Services.AddSingleton<DownloadEndpoint>();

    /// <summary>Maps <c>/downloads</c>.</summary>
    public static void MapDownloads(this WebApplication app) => app.MapMethods(
        "/downloads/{city}/{collection}.{format}", ReadMethods.All, app.Services.GetRequiredService<DownloadEndpoint>().HandleAsync);
}
