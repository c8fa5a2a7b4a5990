using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Asking;

namespace UrbanDataHub.Sensors.SensorThings.Batch;

/// <summary>Reads the address of an operation (OData 4.0, clause 11.7.3).</summary>
internal static class PartAddress
{
    /// <summary>Path below the service root, and options.</summary>
    /// <param name="root">The service root as the client sees it.</param>
    /// <exception cref="ProblemException">404: the address is not below the service root. 400: it names an operation that is not there.</exception>
    public static Question Read(string url, string root, References references)
    {
        var (given, query) = url.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (url[..at], url[at..]) : (url, "");
        var path = Uri.UnescapeDataString(references.InPath(Below(given, root)));
        return Question.Of(path, QueryHelpers.ParseQuery(query), root);
    }

    private static string Below(string path, string root)
    {
        if (path.StartsWith("/$", StringComparison.Ordinal))
            return path[1..];
        // The examples of the standard begin with the version, and so FROST-Server takes it wherever its root is.
        string[] roots = path.Contains("://", StringComparison.Ordinal) ? [root] : path.StartsWith('/') ? [new Uri(root).AbsolutePath, ServiceRoot.Path, ServiceRoot.Version] : [];
        if (roots.Length == 0)
            return path;
        return Array.Find(roots, r => path.StartsWith(r + "/", StringComparison.OrdinalIgnoreCase)) is { } found
            ? path[(found.Length + 1)..]
            : throw ProblemException.NotFound($"'{path}' is not below the service root {root}; write the address from there, such as Things(1).");
    }
}
