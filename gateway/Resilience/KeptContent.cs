using System.Buffers;
using System.Net;
using UrbanDataHub.Gateway.Cities;

namespace UrbanDataHub.Gateway.Resilience;

/// <summary>The body of an answer on its way to the client; once it has passed whole, there is a copy of it.</summary>
public sealed class KeptContent(HttpContent inner, LastGood lastGood, CityQuestion question) : HttpContent
{
    private static readonly string[] Encodings = ["br", "gzip"];

    /// <summary>Puts itself in the place of the answer's body, where a copy of it is wanted and possible.</summary>
    public static void Keep(HttpResponseMessage answer, LastGood lastGood, CityQuestion question)
    {
        var isReadable = answer.Content.Headers.ContentEncoding.All(Encodings.Contains) && answer.Content.Headers.ContentEncoding.Count <= 1;
        if (answer.StatusCode == HttpStatusCode.OK && isReadable && lastGood.IsDue(question))
            answer.Content = new KeptContent(answer.Content, lastGood, question);
    }

    /// <inheritdoc/>
    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        new Reading(await inner.ReadAsStreamAsync(), lastGood, question, inner.Headers.ContentEncoding.SingleOrDefault());

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => inner.CopyToAsync(stream, context);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = inner.Headers.ContentLength ?? 0;
        return inner.Headers.ContentLength is not null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Reading(Stream inner, LastGood lastGood, CityQuestion question, string? encoding) : Stream
    {
        private ArrayBufferWriter<byte>? _copy = new();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            Copy(buffer.Span[..read], isEnd: read == 0 && buffer.Length > 0);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            Copy(buffer.AsSpan(offset, read), isEnd: read == 0 && count > 0);
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }

        private void Copy(ReadOnlySpan<byte> bytes, bool isEnd)
        {
            if (_copy is null)
                return;
            if (isEnd)
                lastGood.Keep(question, _copy.WrittenSpan, encoding);
            else if (_copy.WrittenCount + bytes.Length <= lastGood.Longest)
                _copy.Write(bytes);
            if (isEnd || _copy.WrittenCount + bytes.Length > lastGood.Longest)
                _copy = null;
        }
    }
}
