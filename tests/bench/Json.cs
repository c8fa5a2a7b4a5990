using System.Text.Json;

namespace UrbanDataHub.Bench;

internal static class Json
{
    /// <summary>The answer as a document.</summary>
    public static async Task<JsonDocument> GetAsync(HttpClient http, string address) =>
        JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(address, UriKind.RelativeOrAbsolute)));
}
