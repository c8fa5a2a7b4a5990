using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using UrbanDataHub.Gateway.Cities;

namespace UrbanDataHub.Gateway.Downloads;

/// <summary>A stream that broke off, or is not what it should be.</summary>
public sealed class DownloadBrokenException(string city, string reason, Exception? inner = null) : Exception($"{city}: {reason}", inner)
{
    /// <summary>What is wrong, without the city.</summary>
    public string Reason { get; } = reason;
}

/// <summary>One city's download while it is read. A city that stands still too long is given up.</summary>
public sealed class DownloadStream : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Longest piece (a CSV header, a JSON string) that is held in memory.</summary>
    private const int LongestPiece = 16 * 1024 * 1024;

    private readonly HttpResponseMessage _response;
    private readonly PipeReader _reader;
    private readonly TimeSpan _stall;
    private readonly CancellationTokenSource _standstill = new();

    private DownloadStream(string city, HttpResponseMessage response, Stream body, TimeSpan stall)
    {
        (City, _response, _stall) = (city, response, stall);
        _reader = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferSize));
    }

    /// <summary>Whose rows these are.</summary>
    public string City { get; }

    /// <summary>Opens the download of a city.</summary>
    /// <exception cref="DownloadBrokenException">The city does not answer with a download.</exception>
    public static async Task<DownloadStream> OpenAsync(CityClient client, CityQuestion question, TimeSpan stall, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, question.Base + question.Path) { Version = HttpVersion.Version11 };
        HttpResponseMessage? response = null;
        try
        {
            response = await client.Invoker.SendAsync(request, cancel);
            if (!response.IsSuccessStatusCode)
                throw new DownloadBrokenException(question.Place.City, $"answered {(int)response.StatusCode}");
            return new DownloadStream(question.Place.City, response, await response.Content.ReadAsStreamAsync(cancel), stall);
        }
        catch (HttpRequestException e)
        {
            throw new DownloadBrokenException(question.Place.City, $"not reachable: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }

    /// <summary>Reads on; at the end the result is completed.</summary>
    /// <exception cref="DownloadBrokenException">The stream broke off or stands still.</exception>
    public async Task<ReadResult> ReadAsync(CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _standstill.Token);
        _standstill.CancelAfter(_stall);
        try
        {
            var result = await _reader.ReadAsync(either.Token);
            _standstill.CancelAfter(Timeout.InfiniteTimeSpan);
            return result.Buffer.Length <= LongestPiece ? result : throw new DownloadBrokenException(City, "holds a piece that is too long");
        }
        catch (IOException e)
        {
            throw new DownloadBrokenException(City, $"broke off: {e.Message}", e);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new DownloadBrokenException(City, $"stands still for {_stall.TotalSeconds:0} s");
        }
    }

    /// <summary>Notes what was used and what was looked at.</summary>
    public void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _reader.AdvanceTo(consumed, examined);

    /// <summary>Takes the first line off, without its end; the rest is left to be read.</summary>
    /// <exception cref="DownloadBrokenException">There is none.</exception>
    public async Task<byte[]> ReadLineAsync(CancellationToken cancel)
    {
        while (true)
        {
            var result = await ReadAsync(cancel);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = result.Buffer.Slice(0, end).ToArray();
                _reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                return line.AsSpan().TrimEnd((byte)'\r').ToArray();
            }

            if (result.IsCompleted)
                throw new DownloadBrokenException(City, "has no header line");
            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        _response.Dispose();
        _standstill.Dispose();
    }
}
