using System.Security.Cryptography;
using System.Text;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>What a run depends on: mapping, descriptor and the bytes of all files.</summary>
internal static class ContentFingerprint
{
    /// <summary>In hex; null when an obligatory file is missing, so that the run itself says which.</summary>
    public static string? Of(SourceFile source, string dataFolder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(source.Fingerprint + source.Descriptor.Json));
        foreach (var file in source.Files)
        {
            var path = Path.Combine(dataFolder, file.Path);
            if (File.Exists(path))
                Append(hash, path);
            else if (!file.Optional)
                return null;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string path)
    {
        using var stream = File.OpenRead(path);
        hash.AppendData(SHA256.HashData(stream));
    }
}
