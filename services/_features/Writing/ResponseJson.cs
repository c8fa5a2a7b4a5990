using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace UrbanDataHub.Features.Writing;

/// <summary>
/// JSON on its way to the client, collected in one rented buffer that is sent whenever it is full: memory does not grow
/// with the answer, and as long as nothing was sent a fault still becomes a problem document.
/// </summary>
internal sealed class ResponseJson : IBufferWriter<byte>, IDisposable
{
    private const int SendAt = 32 * 1024;
    private readonly HttpResponse _response;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SendAt + 16 * 1024);
    private int _written;

    public ResponseJson(HttpResponse response)
    {
        _response = response;
        Writer = new Utf8JsonWriter(this, AnswerJson.Options);
    }

    /// <summary>Writes into the buffer.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>Sends what is collected, if that is worth it; to be called between features.</summary>
    public async ValueTask SendIfFullAsync(CancellationToken cancel)
    {
        if (_written + Writer.BytesPending >= SendAt)
            await SendAsync(cancel);
    }

    /// <summary>Sends what is collected.</summary>
    public async ValueTask SendAsync(CancellationToken cancel)
    {
        Writer.Flush();
        await _response.Body.WriteAsync(_buffer.AsMemory(0, _written), cancel);
        _written = 0;
    }

    /// <summary>Sends the rest.</summary>
    public async Task CompleteAsync(CancellationToken cancel)
    {
        Writer.Flush();
        if (!_response.HasStarted)
            _response.ContentLength = _written;
        await _response.Body.WriteAsync(_buffer.AsMemory(0, _written), cancel);
        _written = 0;
    }

    /// <summary>The entity tag of an answer of which nothing was sent yet: the same bytes, the same tag.</summary>
    public string Tag()
    {
        Writer.Flush();
        return Conditional.Tag(_buffer.AsSpan(0, _written));
    }

    /// <inheritdoc/>
    public void Advance(int count) => _written += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _written + Math.Max(sizeHint, 1);
        if (needed > _buffer.Length)
            Grow(needed);
        return _buffer.AsMemory(_written);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public void Dispose()
    {
        Writer.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _buffer.Length));
        _buffer.AsSpan(0, _written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
