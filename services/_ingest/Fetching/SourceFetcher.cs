using System.Net;
using System.Security.Cryptography;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Fetching;

/// <summary>How a download ended.</summary>
public enum FetchState
{
    /// <summary>The file is new or has changed.</summary>
    Fetched,

    /// <summary>The server says that it has not changed (304).</summary>
    Unchanged,

    /// <summary>It lies there and was not fetched: somebody put it there.</summary>
    Kept,

    /// <summary>The server has none (404, 410), and the source is complete without it.</summary>
    Absent,

    /// <summary>It could not be had; what was there before is still there.</summary>
    Failed,
}

/// <summary>How the download of one file ended.</summary>
/// <param name="Bytes">Size of the file; 0 without one.</param>
/// <param name="Reason">A sentence when it failed; null otherwise.</param>
/// <param name="NoConnection">It failed because the server could not be reached at all.</param>
public sealed record FetchResult(FetchState State, long Bytes = 0, string? Reason = null, bool NoConnection = false)
{
    internal static FetchResult Failed(string reason, bool noConnection = false) => new(FetchState.Failed, 0, reason, noConnection);
}

/// <summary>
/// Downloads source files from their public address into the data folder: conditionally, up to the size that the source
/// allows, and whole or not at all. The addresses come from the source files alone.
/// </summary>
public sealed class SourceFetcher(IHttpClientFactory clients, HubSettings settings)
{
    /// <summary>Name of the HTTP client.</summary>
    internal const string Client = "fetch";

    private const int Chunk = 128 * 1024;

    // How long a server may send nothing.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Downloads a file, or asks whether it changed since it was downloaded. A file of somebody is left alone.</summary>
    /// <param name="limit">Most bytes.</param>
    public async Task<FetchResult> FetchAsync(SourcePath file, long limit, CancellationToken cancel)
    {
        if (FetchedFile.IsOfSomebody(settings.Data, file.Path))
            return new FetchResult(FetchState.Kept);
        var address = file.Download(settings.GitHub);
        try
        {
            var known = await FetchedFile.ReadAsync(settings.Data, file.Path, address, cancel);
            using var request = Request(address, known);
            using var answer = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => await SaveAsync(file, address, answer, limit, cancel),
                HttpStatusCode.NotModified when known is not null => new FetchResult(FetchState.Unchanged, known.Bytes),
                HttpStatusCode.NotFound or HttpStatusCode.Gone when file.Optional => new FetchResult(FetchState.Absent),
                var status => FetchResult.Failed($"{address} answers {(int)status}"),
            };
        }
        catch (Exception e) when (IsOfTheOtherEnd(e, cancel))
        {
            var noConnection = e is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError };
            return FetchResult.Failed($"{address} cannot be read: {e.GetBaseException().Message.TrimEnd('.')}", noConnection);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FetchResult.Failed($"{file.Path} cannot be written below {settings.Data}: {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>No connection, a connection that breaks, or one that is silent for too long.</summary>
    private static bool IsOfTheOtherEnd(Exception e, CancellationToken cancel) =>
        e is HttpRequestException or HttpIOException or Polly.ExecutionRejectedException || (e is OperationCanceledException && !cancel.IsCancellationRequested);

    private static HttpRequestMessage Request(Uri address, FetchedFile? known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        // As the server wrote it: some write tags that are none by the letter of the standard.
        if (known?.ETag is { } etag)
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        request.Headers.IfModifiedSince = known?.LastModified;
        return request;
    }

    private async Task<FetchResult> SaveAsync(SourcePath file, Uri address, HttpResponseMessage answer, long limit, CancellationToken cancel)
    {
        if (answer.Content.Headers.ContentLength > limit)
            return TooLarge(address, limit);
        var target = Path.Combine(settings.Data, file.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var half = $"{target}.{Guid.NewGuid():n}.half";
        try
        {
            if (await CopyAsync(answer.Content, half, limit, cancel) is not var (bytes, checksum))
                return TooLarge(address, limit);
            var note = new FetchedFile(address, ETag: null, LastModified: null, bytes, checksum, DateTimeOffset.UtcNow);
            // A note without validators first: a crash in between must neither make the file somebody's, nor an old one pass for the new.
            await note.WriteAsync(settings.Data, file.Path, cancel);
            File.Move(half, target, overwrite: true);
            var (tag, modified) = (answer.Headers.ETag?.ToString(), answer.Content.Headers.LastModified);
            await (note with { ETag = tag, LastModified = modified }).WriteAsync(settings.Data, file.Path, cancel);
            return new FetchResult(FetchState.Fetched, bytes);
        }
        finally
        {
            File.Delete(half);
        }
    }

    private static FetchResult TooLarge(Uri address, long limit) =>
        FetchResult.Failed($"{address} is larger than the {limit} bytes that the source allows (read.limit)");

    /// <summary>Size and checksum; null when the limit is passed. Each read has a deadline of its own: a big file may take long, a silent server may not.</summary>
    private static async Task<(long Bytes, string Sha256)?> CopyAsync(HttpContent content, string path, long limit, CancellationToken cancel)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var from = await content.ReadAsStreamAsync(silence.Token);
        await using var to = File.Create(path);
        var buffer = new byte[Chunk];
        var total = 0L;
        while (true)
        {
            silence.CancelAfter(Silence);
            var count = await ReadAsync(from, buffer, silence.Token);
            if (count == 0)
                return (total, Convert.ToHexStringLower(hash.GetHashAndReset()));
            if ((total += count) > limit)
                return null;
            hash.AppendData(buffer.AsSpan(0, count));
            await to.WriteAsync(buffer.AsMemory(0, count), cancel);
        }
    }

    /// <summary>A connection that breaks is told apart from a disk that does.</summary>
    private static async Task<int> ReadAsync(Stream from, byte[] buffer, CancellationToken cancel)
    {
        try
        {
            return await from.ReadAsync(buffer, cancel);
        }
        catch (IOException e) when (e is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, e.Message, e);
        }
    }
}
