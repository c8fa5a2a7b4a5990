using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Downloads;

/// <summary>One format of joined downloads. Bytes are copied as they come; memory does not grow with their number.</summary>
public interface IDownloadJoin
{
    /// <summary>Content type of the joined download.</summary>
    string ContentType { get; }

    /// <summary>Reads the head of a city's stream and checks that it can be joined with those before it.</summary>
    /// <exception cref="DownloadBrokenException">It cannot.</exception>
    Task CheckAsync(DownloadStream stream, CancellationToken cancel);

    /// <summary>Writes what stands before the first row.</summary>
    Task BeginAsync(CancellationToken cancel);

    /// <summary>Copies the rows of a city whose head was checked. Returns how many there are, 0 if the format does not count.</summary>
    /// <exception cref="DownloadBrokenException">The stream broke off.</exception>
    Task<long> CopyAsync(DownloadStream stream, CancellationToken cancel);

    /// <summary>Writes what stands behind the last row.</summary>
    Task EndAsync(FederationAnswer federation, CancellationToken cancel);
}
