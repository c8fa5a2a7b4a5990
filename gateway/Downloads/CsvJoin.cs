using System.Buffers;
using System.IO.Pipelines;
using UrbanDataHub.Features.Writing;

namespace UrbanDataHub.Gateway.Downloads;

/// <summary>Joins CSV files of cities: one header line, then the rows of each, copied.</summary>
public sealed class CsvJoin(PipeWriter to) : IDownloadJoin
{
    private byte[]? _header;

    /// <inheritdoc/>
    public string ContentType => CsvLine.MediaType;

    /// <inheritdoc/>
    public async Task CheckAsync(DownloadStream stream, CancellationToken cancel)
    {
        var header = await stream.ReadLineAsync(cancel);
        _header ??= header;
        if (!header.AsSpan().SequenceEqual(_header))
            throw new DownloadBrokenException(stream.City, "has other columns than the cities before it");
    }

    /// <inheritdoc/>
    public Task BeginAsync(CancellationToken cancel)
    {
        to.Write(_header);
        to.Write("\n"u8);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<long> CopyAsync(DownloadStream stream, CancellationToken cancel)
    {
        var last = (byte)'\n';
        while (true)
        {
            var result = await stream.ReadAsync(cancel);
            foreach (var piece in result.Buffer)
            {
                if (piece.IsEmpty)
                    continue;
                last = piece.Span[^1];
                to.Write(piece.Span);
            }

            stream.AdvanceTo(result.Buffer.End, result.Buffer.End);
            await to.FlushAsync(cancel);
            if (result.IsCompleted)
                break;
        }

        if (last != '\n')
            to.Write("\n"u8);
        return 0;
    }

    /// <inheritdoc/>
    public Task EndAsync(Schemas.FederationAnswer federation, CancellationToken cancel) => to.FlushAsync(cancel).AsTask();
}
