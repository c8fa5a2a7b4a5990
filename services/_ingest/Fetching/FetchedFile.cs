using System.Text.Json;

namespace UrbanDataHub.Ingest.Fetching;

/// <summary>
/// What is known of a downloaded file: <c>.fetched/&lt;path&gt;.json</c> in the data folder. A file without this was put
/// there by somebody, and is theirs: it is never fetched again.
/// </summary>
/// <param name="Address">Where it came from.</param>
/// <param name="ETag">Validator of the server; null if it gave none.</param>
/// <param name="LastModified">Second validator (RFC 9110, section 8.8).</param>
/// <param name="Sha256">Checksum in hex.</param>
internal sealed record FetchedFile(Uri Address, string? ETag, DateTimeOffset? LastModified, long Bytes, string Sha256, DateTimeOffset FetchedAt)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>What is known of the file at <paramref name="path"/>; null if it was not fetched, or from elsewhere.</summary>
    public static async Task<FetchedFile?> ReadAsync(string dataFolder, string path, Uri address, CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(dataFolder, path)) || !File.Exists(Note(dataFolder, path)))
            return null;
        await using var stream = File.OpenRead(Note(dataFolder, path));
        try
        {
            var known = await JsonSerializer.DeserializeAsync<FetchedFile>(stream, Json, cancel);
            return known?.Address == address ? known : null;
        }
        catch (JsonException)
        {
            // Fetched, but nobody knows any more from which state: then it is fetched anew.
            return null;
        }
    }

    /// <summary>Whether the file is there and nobody fetched it.</summary>
    public static bool IsOfSomebody(string dataFolder, string path) =>
        File.Exists(Path.Combine(dataFolder, path)) && !File.Exists(Note(dataFolder, path));

    /// <summary>Notes it, by a rename, as another service may read the note at this moment.</summary>
    public async Task WriteAsync(string dataFolder, string path, CancellationToken cancel)
    {
        var note = Note(dataFolder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(note)!);
        var half = $"{note}.{Guid.NewGuid():n}";
        await File.WriteAllTextAsync(half, JsonSerializer.Serialize(this, Json), cancel);
        File.Move(half, note, overwrite: true);
    }

    private static string Note(string dataFolder, string path) => Path.Combine(dataFolder, ".fetched", path + ".json");
}
