using System.IO.Hashing;
using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>What the bytes of a file must be when they have been read to the end; gzip knows the length modulo 2^32 alone.</summary>
internal sealed record ExpectedContent(long Length, uint Crc32);

/// <summary>
/// Reads forward through a file or archive member and stops at the limit: what unpacks to more is never unpacked,
/// neither to memory nor to disk. Faults of the archive become <see cref="BrokenFileException"/>.
/// </summary>
internal sealed class LimitedStream(Stream inner, string file, string? member, bool unpacked, long limit, ExpectedContent? expected) : Stream
{
    private readonly Crc32 _crc = new();
    private long _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _count; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = ReadInner(buffer);
        _count += read;
        if (_count > limit)
            throw TooLarge(file, member, unpacked, limit);
        if (expected is not null)
            Verify(buffer[..read], expected);
        return read;
    }

    /// <summary>The one sentence about a file that is too large.</summary>
    public static BrokenFileException TooLarge(string file, string? member, bool unpacked, long limit) =>
        new(file, 0, member, $"{(unpacked ? "unpacks to" : "has")} more than the limit of {limit} bytes");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int ReadInner(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new BrokenFileException(file, 0, member, "the archive is broken: " + e.Message.TrimEnd('.'));
        }
        catch (IOException e)
        {
            throw new BrokenFileException(file, 0, member, "cannot be read: " + e.Message.TrimEnd('.'));
        }
    }

    private void Verify(ReadOnlySpan<byte> read, ExpectedContent content)
    {
        _crc.Append(read);
        if (read.Length == 0 && ((uint)_count != (uint)content.Length || _crc.GetCurrentHashAsUInt32() != content.Crc32))
            throw new BrokenFileException(file, 0, member, "the archive is broken: length or checksum do not fit its content");
    }
}
