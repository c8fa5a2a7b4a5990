using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Downloads;

/// <summary>Joins GeoJSON files of cities: one array, the bytes between the brackets of each copied into it.</summary>
public sealed class GeoJsonJoin(PipeWriter to) : IDownloadJoin
{
    private bool _any;

    /// <inheritdoc/>
    public string ContentType => "application/geo+json";

    /// <inheritdoc/>
    public Task CheckAsync(DownloadStream stream, CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task BeginAsync(CancellationToken cancel)
    {
        to.Write("""{"type":"FeatureCollection","features":["""u8);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<long> CopyAsync(DownloadStream stream, CancellationToken cancel)
    {
        var cut = new FeatureCut();
        while (true)
        {
            var result = await stream.ReadAsync(cancel);
            try
            {
                var consumed = cut.Read(result.Buffer, result.IsCompleted, Copy);
                stream.AdvanceTo(consumed, result.Buffer.End);
            }
            catch (JsonException e)
            {
                throw new DownloadBrokenException(stream.City, $"is no whole GeoJSON: {e.Message}", e);
            }

            await to.FlushAsync(cancel);
            if (result.IsCompleted)
                break;
        }

        return cut.Closed ? cut.Count : throw new DownloadBrokenException(stream.City, "has no 'features'");
    }

    /// <inheritdoc/>
    public async Task EndAsync(FederationAnswer federation, CancellationToken cancel)
    {
        to.Write("],"u8);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            FederationJson.Write(json, federation);
            json.WriteEndObject();
        }

        // The member without the braces around: it closes the object that began with the features.
        to.Write(buffer.WrittenSpan[1..]);
        await to.FlushAsync(cancel);
    }

    private void Copy(ReadOnlySequence<byte> bytes, bool beginsFeatures)
    {
        if (beginsFeatures && _any)
            to.Write(","u8);
        _any = true;
        foreach (var piece in bytes)
            to.Write(piece.Span);
    }

    /// <summary>Finds, in a stream that comes in pieces, the bytes between the brackets of <c>features</c>.</summary>
    private sealed class FeatureCut
    {
        private JsonReaderState _state;
        private bool _named;
        private bool _open;

        public long Count { get; private set; }

        public bool Closed { get; private set; }

        /// <summary>Reads on and hands features to <paramref name="copy"/>; returns up to where the bytes are used up.</summary>
        public SequencePosition Read(ReadOnlySequence<byte> bytes, bool last, Action<ReadOnlySequence<byte>, bool> copy)
        {
            var reader = new Utf8JsonReader(bytes, last, _state);
            var (from, to, before) = (0L, 0L, Count);
            while (reader.Read())
            {
                if (_open)
                    Inside(ref reader, bytes, from, copy, before);
                else if (reader.CurrentDepth == 1)
                    Outside(ref reader);
                if (_open)
                    to = reader.BytesConsumed;
                if (reader is { TokenType: JsonTokenType.StartArray, CurrentDepth: 1 } && _open)
                    from = reader.BytesConsumed;
            }

            if (_open && Count > 0 && to > from)
                copy(bytes.Slice(from, to - from), before == 0);
            _state = reader.CurrentState;
            return reader.Position;
        }

        private void Outside(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.StartArray && _named)
                _open = true;
            _named = reader.TokenType == JsonTokenType.PropertyName && !Closed && reader.ValueTextEquals("features"u8);
        }

        private void Inside(ref Utf8JsonReader reader, ReadOnlySequence<byte> bytes, long from, Action<ReadOnlySequence<byte>, bool> copy, long before)
        {
            if (reader is { TokenType: JsonTokenType.StartObject, CurrentDepth: 2 })
                Count++;
            if (reader is not { TokenType: JsonTokenType.EndArray, CurrentDepth: 1 })
                return;
            (_open, Closed) = (false, true);
            if (Count > 0 && reader.TokenStartIndex > from)
                copy(bytes.Slice(from, reader.TokenStartIndex - from), before == 0);
        }
    }
}
