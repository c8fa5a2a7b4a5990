using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Ingest.Fetching;

/// <summary>How source files are downloaded.</summary>
/// <param name="GitHub">Where the files of public repositories are served (<c>HUB_GITHUB</c>).</param>
/// <param name="Silence">How long a server may send nothing.</param>
public sealed record FetchOptions(Uri GitHub, TimeSpan Silence)
{
    /// <summary>Reads the environment.</summary>
    /// <exception cref="ConfigurationException"><c>HUB_GITHUB</c> is no address.</exception>
    public static FetchOptions From(Func<string, string?> variable)
    {
        var text = variable("HUB_GITHUB") is { Length: > 0 } given ? given : "https://raw.githubusercontent.com";
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new FetchOptions(uri, TimeSpan.FromSeconds(60))
            : throw new ConfigurationException($"HUB_GITHUB: '{text}' is no address that begins with https:// or http://.");
    }
}
