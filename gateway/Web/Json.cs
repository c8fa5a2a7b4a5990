using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace UrbanDataHub.Gateway.Web;

/// <summary>How the gateway's own documents are written: camelCase, no nulls, umlauts as they are.</summary>
public static class Json
{
    /// <summary>For all documents but GeoJSON, which is copied.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>An answer with <paramref name="document"/>.</summary>
    public static IResult Answer(object document, string contentType = "application/json") =>
        Results.Json(document, Options, contentType);
}
