using System.Text.Encodings.Web;
using System.Text.Json;

namespace UrbanDataHub.Features.Writing;

/// <summary>How GeoJSON is written, by services and gateway alike.</summary>
public static class AnswerJson
{
    /// <summary>Umlauts stay what they are: the answers are UTF-8 JSON, never pasted into HTML.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
}
