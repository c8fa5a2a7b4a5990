using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace UrbanDataHub.Tests.Mirrors;

/// <summary>A copy of a collection: id and version of every row, kept by applying pages of the change feed.</summary>
public sealed class Mirror
{
    private readonly Dictionary<string, string> _versions;

    /// <summary>An empty one.</summary>
    public Mirror() => _versions = new(StringComparer.Ordinal);

    private Mirror(Mirror other) => (_versions, Token) = (new(other._versions, StringComparer.Ordinal), other.Token);

    /// <summary>Version by id.</summary>
    public IReadOnlyDictionary<string, string> Versions => _versions;

    /// <summary>Where to go on; null at the beginning.</summary>
    public string? Token { get; private set; }

    /// <summary>The mirror as it stands now.</summary>
    public Mirror Copy() => new(this);

    /// <summary>Applies a page; the same page again changes nothing.</summary>
    /// <returns>Whether there is more to be read at once.</returns>
    public bool Apply(JsonElement page)
    {
        foreach (var change in page.GetProperty("changes").EnumerateArray())
        {
            var id = change.GetProperty("id").GetString()!;
            if (change.GetProperty("type").GetString() == "delete")
                _versions.Remove(id);
            else
                _versions[id] = change.GetProperty("version").GetString()!;
        }

        Token = page.GetProperty("token").GetString()!;
        return page.GetProperty("more").GetBoolean();
    }

    /// <summary>Number and hash of the rows, as the feed's <c>checksum</c> computes them; of those whose id begins with <paramref name="prefix"/>.</summary>
    public (long Count, string Hash) Checksum(string prefix = "")
    {
        var lines = _versions.Where(v => v.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(v => (Id: Encoding.UTF8.GetBytes(v.Key), Version: v.Value))
            .ToList();
        lines.Sort((a, b) => a.Id.AsSpan().SequenceCompareTo(b.Id));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (id, version) in lines)
        {
            hash.AppendData(id);
            hash.AppendData(Encoding.UTF8.GetBytes($" {version}\n"));
        }

        return (lines.Count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
