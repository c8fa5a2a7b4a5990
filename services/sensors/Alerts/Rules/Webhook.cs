using System.Text;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Alerts.Rules;

/// <summary>An address that is told of alerts.</summary>
/// <param name="Secret">Name of the variable that holds the secret: files of rules are public.</param>
internal sealed record Webhook(Uri Url, string Secret)
{
    private const string Base64Prefix = "whsec_";

    /// <summary>Reads it, and looks whether its secret is there.</summary>
    /// <exception cref="SourceException">It cannot be used; the message names file, line and key.</exception>
    public static Webhook Read(YamlValue value)
    {
        var map = value.Map();
        var (url, secret) = (map.Required("url"), map.Required("secret"));
        map.Done();
        if (!Uri.TryCreate(url.Text(), UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.UserInfo.Length > 0)
            throw url.Fault($"'{url.Text()}' must be an address that begins with https:// or http://, without user and password");
        return Key(secret.Text()) is not null
            ? new Webhook(address, secret.Text())
            : throw secret.Fault($"the variable '{secret.Text()}' holds no secret: set it to a text, or to whsec_ and base64");
    }

    /// <summary>The key in a variable, as Standard Webhooks writes it or as a plain text; null if there is none.</summary>
    public static byte[]? Key(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text)
            return null;
        if (!text.StartsWith(Base64Prefix, StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(text);
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text[Base64Prefix.Length..], key, out var length) && length > 0 ? key[..length] : null;
    }
}
