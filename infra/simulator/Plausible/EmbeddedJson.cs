using System.Text.Json;
using System.Text.Json.Serialization;

namespace UrbanDataHub.Simulator.Plausible;

/// <summary>Files of this folder that are part of the program.</summary>
internal static class EmbeddedJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static T Read<T>(string name)
    {
        using var stream = typeof(EmbeddedJson).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not part of the program.");
        return JsonSerializer.Deserialize<T>(stream, s_options) ?? throw new InvalidOperationException($"{name} is empty.");
    }
}
