using System.Buffers;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>The body of an answer, in rented memory where it was read; whoever holds it last disposes of it.</summary>
public sealed class PooledBytes : IDisposable
{
    private const int FirstSize = 16 * 1024;
    private readonly bool _rented;
    private byte[] _bytes;

    private PooledBytes(int size) => (_bytes, _rented) = (ArrayPool<byte>.Shared.Rent(size), true);

    private PooledBytes(byte[] bytes) => (_bytes, Length) = (bytes, bytes.Length);

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes; not to be touched after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Bytes that are not rented, in the same form; they stay whose they are.</summary>
    public static PooledBytes Of(byte[] bytes) => new(bytes);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="expected">Its length, where it is known.</param>
    /// <param name="limit">Most bytes that are read.</param>
    /// <exception cref="InvalidDataException">The stream is longer than <paramref name="limit"/>.</exception>
    public static async Task<PooledBytes> ReadAsync(Stream stream, long? expected, int limit, CancellationToken cancel)
    {
        // One byte more than expected, so that the end is seen without growing.
        var bytes = new PooledBytes((int)Math.Min(expected + 1 ?? FirstSize, limit));
        try
        {
            while (await stream.ReadAsync(bytes._bytes.AsMemory(bytes.Length), cancel) is > 0 and var read)
            {
                bytes.Length += read;
                if (bytes.Length > limit)
                    throw new InvalidDataException($"the answer is longer than {limit / 1024 / 1024} MiB; a smaller limit makes it shorter");
                if (bytes.Length == bytes._bytes.Length)
                    bytes.Grow();
            }

            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_rented)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
