using System.Text;
using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>
/// Decodes a stream and breaks off, with the line, at bytes that the declared encoding does not have: text that was silently
/// replaced could not be told from text that is right. A byte order mark is taken off.
/// </summary>
internal sealed class StrictText(Stream bytes, Encoding encoding, string file) : TextReader
{
    private readonly Decoder _decoder = encoding.GetDecoder();
    private readonly byte[] _bytes = new byte[1 << 16];
    private readonly char[] _chars = new char[encoding.GetMaxCharCount(1 << 16)];
    private int _start;
    private int _end;
    private long _lines;
    private bool _begun;
    private bool _ended;

    public override int Peek() => Fill() ? _chars[_start] : -1;

    public override int Read() => Fill() ? _chars[_start++] : -1;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        if (buffer.Length == 0 || !Fill())
            return 0;
        var count = Math.Min(buffer.Length, _end - _start);
        _chars.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            bytes.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        while (_start == _end && !_ended)
        {
            var read = bytes.Read(_bytes);
            _ended = read == 0;
            _start = 0;
            _end = Decode(_bytes.AsSpan(0, read));
            if (!_begun && _end > 0)
            {
                _begun = true;
                _start = _chars[0] == '\uFEFF' ? 1 : 0;
            }
        }

        return _start < _end;
    }

    private int Decode(ReadOnlySpan<byte> block)
    {
        try
        {
            var count = _decoder.GetChars(block, _chars, flush: _ended);
            _lines += block.Count((byte)'\n');
            return count;
        }
        catch (DecoderFallbackException e)
        {
            // The index counts from the block; bytes carried over from the block before make it negative.
            var line = _lines + block[..Math.Clamp(e.Index, 0, block.Length)].Count((byte)'\n') + 1;
            var wrong = Convert.ToHexString(e.BytesUnknown ?? []);
            throw new BrokenFileException(file, line, null, $"the bytes {wrong} are not {encoding.WebName}, the encoding that the source declares");
        }
    }
}
