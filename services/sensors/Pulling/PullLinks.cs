using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>What pages of both standards have in common.</summary>
internal static class PullLinks
{
    /// <summary>
    /// A link below the configured address. Servers behind a proxy often write their inner host; then the query alone is
    /// taken, so that no host is asked that nobody configured.
    /// </summary>
    /// <param name="root">The configured address.</param>
    /// <param name="asked">The page that has the link.</param>
    /// <exception cref="PullFault">It leads elsewhere.</exception>
    public static Uri Inside(Uri root, Uri asked, string link)
    {
        if (!Uri.TryCreate(asked, link, out var there))
            throw new PullFault($"its link to the next page, '{link}', is no address");
        if (there.GetLeftPart(UriPartial.Authority) == root.GetLeftPart(UriPartial.Authority) && there.AbsolutePath.StartsWith(root.AbsolutePath.TrimEnd('/') + "/", StringComparison.Ordinal))
            return there;
        var set = asked.AbsolutePath[asked.AbsolutePath.LastIndexOf('/')..];
        return there.AbsolutePath.EndsWith(set, StringComparison.Ordinal)
            ? new Uri(asked.GetLeftPart(UriPartial.Path) + there.Query)
            : throw new PullFault($"its link to the next page leads to {there.GetLeftPart(UriPartial.Path)}, which is not below its address");
    }

    /// <summary>Parses a page; <paramref name="rows"/> is the array of its rows.</summary>
    /// <exception cref="PullFault">It is none.</exception>
    public static JsonDocument Parse(byte[] body, string member, out JsonElement rows)
    {
        try
        {
            var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(member, out rows) && rows.ValueKind == JsonValueKind.Array)
                return document;
            document.Dispose();
        }
        catch (JsonException e)
        {
            throw new PullFault($"answers with no JSON: {e.Message.Split(" LineNumber")[0].TrimEnd('.')}", inner: e);
        }

        throw new PullFault($"answers with no page: the array '{member}' is missing");
    }

    /// <summary>What the rows of a page are recognised by.</summary>
    public static string Content(JsonElement rows) => rows.GetArrayLength() == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rows.GetRawText())));

    /// <summary>A member that is a text.</summary>
    public static string? Text(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Clean(value) : null;

    /// <summary>A member that is an object or array.</summary>
    public static JsonElement? Member(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value : null;

    /// <summary>Half a surrogate pair is no character, and PostgreSQL has no NUL in a text.</summary>
    private static string Clean(JsonElement text)
    {
        try
        {
            return text.GetString()!.Replace('\0', '\uFFFD').Trim();
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText();
        }
    }
}
