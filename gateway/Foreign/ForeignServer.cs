using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Foreign.Mapping;

namespace UrbanDataHub.Gateway.Foreign;

/// <summary>How a question is put to a foreign server.</summary>
/// <param name="First">Address of the first page.</param>
/// <param name="Whole">Whether the server itself does all the filtering, so that its count is the count.</param>
public sealed record ForeignPlan(Uri First, bool Whole);

/// <summary>One page of a foreign server, in our form.</summary>
/// <param name="LeftOut">Why rows are not among them: they lack what every row of ours has.</param>
/// <param name="Matched">Rows that match, if the server says so.</param>
/// <param name="Next">Where the next page is; null on the last one.</param>
public sealed record ForeignBatch(IReadOnlyList<ForeignRow> Rows, IReadOnlyList<string> LeftOut, long? Matched, Uri? Next);

/// <summary>What a foreign server says of a collection.</summary>
/// <param name="Box">West, south, east, north in CRS84, if told.</param>
/// <param name="Count">Rows there are, if told.</param>
public sealed record ForeignState(double[]? Box, long? Count);

/// <summary>A kind of foreign server: how it is asked, and how its answers are read.</summary>
public interface IForeignServer
{
    /// <summary>Puts a question: what the server can filter is asked of it, the rest is left to the gateway.</summary>
    ForeignPlan Plan(ForeignCollection collection, ItemsQuestion question);

    /// <summary>Reads one page.</summary>
    /// <exception cref="ForeignFaultException">The answer cannot be used.</exception>
    Task<ForeignBatch> ReadAsync(ForeignCollection collection, Uri address, CancellationToken cancel);

    /// <summary>Reads one row by its local id; null if there is none.</summary>
    /// <exception cref="ForeignFaultException">The answer cannot be used.</exception>
    Task<ForeignRow?> OneAsync(ForeignCollection collection, string id, CancellationToken cancel);

    /// <summary>Asks what the collection is; null if the server does not have it.</summary>
    /// <exception cref="ForeignFaultException">The answer cannot be used.</exception>
    Task<ForeignState?> DescribeAsync(ForeignCollection collection, CancellationToken cancel);
}

/// <summary>A foreign server answered, but nothing that can be used.</summary>
public sealed class ForeignFaultException(string reason, Exception? inner = null) : Exception(reason, inner);
