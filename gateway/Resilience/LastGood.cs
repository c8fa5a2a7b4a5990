using System.IO.Compression;
using Microsoft.Extensions.Caching.Memory;
using UrbanDataHub.Gateway.Cities;

namespace UrbanDataHub.Gateway.Resilience;

/// <summary>
/// The last good answer of each place to each question for a page, in memory. When the place is down, late or failed, the
/// page is shown again, named <c>stale</c> and with its age; nothing is shown that the place did not say itself.
/// </summary>
public sealed class LastGood(LastGoodOptions options) : IDisposable
{
    /// <summary>A question that is asked all the time is copied this often, and not with every answer.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    /// <summary>One page may take this share of the memory.</summary>
    private const int LargestShare = 8;

    private readonly MemoryCache? _copies = options.Bytes == 0 ? null : new MemoryCache(new MemoryCacheOptions { SizeLimit = options.Bytes });

    /// <summary>Longest answer that is kept, in bytes; 0 when none is.</summary>
    public long Longest => options.Bytes / LargestShare;

    /// <summary>Whether an answer to the question is due to be copied.</summary>
    public bool IsDue(CityQuestion question) =>
        _copies is not null && !(_copies.TryGetValue(Key(question), out Copy? copy) && DateTimeOffset.UtcNow - copy!.At < Renewal);

    /// <summary>Copies an answer that could be used.</summary>
    /// <param name="encoding">The content coding of the bytes; null for none.</param>
    public void Keep(CityQuestion question, ReadOnlySpan<byte> answer, string? encoding = null)
    {
        if (answer.Length > Longest || !IsDue(question))
            return;
        var key = Key(question);
        // A .NET string takes two bytes a character.
        var size = answer.Length + (2 * key.Length);
        _copies!.Set(key, new Copy(answer.ToArray(), encoding, DateTimeOffset.UtcNow), new MemoryCacheEntryOptions { Size = size, AbsoluteExpirationRelativeToNow = options.Age });
    }

    /// <summary>Whether there is a copy of an answer to the question.</summary>
    public bool Has(CityQuestion question) => _copies?.TryGetValue(Key(question), out _) == true;

    /// <summary>The copy, as a reply, in place of an answer that did not come; null if there is none.</summary>
    /// <param name="fault">Why it did not come.</param>
    public CityReply? Find(CityQuestion question, CityFault fault)
    {
        if (_copies?.TryGetValue(Key(question), out Copy? copy) != true)
            return null;
        var body = PooledBytes.Of(Decoded(copy!));
        return new CityReply(question.Place, StatusCodes.Status200OK, body, null, TimeSpan.Zero) { Copy = new StaleCopy(copy!.At, fault) };
    }

    /// <inheritdoc/>
    public void Dispose() => _copies?.Dispose();

    private static byte[] Decoded(Copy copy)
    {
        if (copy.Encoding is null)
            return copy.Bytes;
        using var coded = new MemoryStream(copy.Bytes);
        using Stream plain = copy.Encoding == "br" ? new BrotliStream(coded, CompressionMode.Decompress) : new GZipStream(coded, CompressionMode.Decompress);
        using var whole = new MemoryStream();
        plain.CopyTo(whole);
        return whole.ToArray();
    }

    private static string Key(CityQuestion question) => question.Base + question.Path;

    private sealed record Copy(byte[] Bytes, string? Encoding, DateTimeOffset At);
}
