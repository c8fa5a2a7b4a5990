using System.Text.Json;
using Microsoft.Extensions.FileProviders;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Portal.Serving;

/// <summary>
/// Scripts and styles that <c>npm run build</c> made, under names that hold a hash of their content. The folder is
/// <c>wwwroot</c> beside the program when it was published, else the one in the repository.
/// </summary>
public sealed partial class Assets : IDisposable
{
    private readonly Dictionary<string, string> _names;
    private readonly PhysicalFileProvider? _files;

    /// <summary>Reads the manifest of the build.</summary>
    public Assets(HubSettings settings, ILogger<Assets> logger)
    {
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        var folder = Directory.Exists(published) ? published : Path.Combine(settings.Root, "services", "portal", "wwwroot");
        _files = Directory.Exists(folder) ? new PhysicalFileProvider(folder) : null;
        var manifest = Path.Combine(folder, "assets", "manifest.json");
        if (File.Exists(manifest))
        {
            _names = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(manifest))!;
            return;
        }

        // Every page works without them, so this is a warning; but nobody should have to guess why it looks bare.
        Missing(logger, manifest);
        _names = [];
    }

    /// <summary>Where the files lie.</summary>
    public IFileProvider Files => (IFileProvider?)_files ?? new NullFileProvider();

    /// <summary>Address of an asset such as <c>site.css</c>; null when it was not built.</summary>
    public string? Address(string name) => _names.TryGetValue(name, out var hashed) ? "/assets/" + hashed : null;

    /// <inheritdoc/>
    public void Dispose() => _files?.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Manifest} is missing: pages have no style and no map. Run «npm ci && npm run build» in services/portal/web.")]
    private static partial void Missing(ILogger logger, string manifest);
}
