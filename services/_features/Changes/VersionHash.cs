using System.Security.Cryptography;
using System.Text;

namespace UrbanDataHub.Features.Changes;

/// <summary>
/// SHA-256 over one line a row, <c>id SP version LF</c> in UTF-8, in the byte order of the ids: where no id has a
/// space, what <c>LC_ALL=C sort | sha256sum</c> makes of the lines, so that a partner needs no tool of ours.
/// </summary>
internal sealed class VersionHash(string city) : IDisposable
{
    private const int SumAt = 32 * 1024;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly StringBuilder _lines = new(SumAt + 1024);

    /// <summary>Rows so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a row; ids must come in order.</summary>
    public void Add(string localId, byte[] version)
    {
        Count++;
        _lines.Append(city).Append(':').Append(localId).Append(' ').Append(Convert.ToHexStringLower(version)).Append('\n');
        if (_lines.Length >= SumAt)
            Sum();
    }

    /// <summary>The hash in lower-case hex.</summary>
    public string Complete()
    {
        Sum();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Sum()
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(_lines.ToString()));
        _lines.Clear();
    }
}
