using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>What has a position of its own: a foreign Datastream, or a foreign collection.</summary>
/// <param name="Name">Unique in its source.</param>
internal abstract record PullStream(string Name);

/// <summary>One page of a foreign server.</summary>
/// <param name="Rows">How many rows it had.</param>
/// <param name="Skipped">Rows that the source declares as not meant.</param>
/// <param name="Latest">The highest time of its rows, by which the next walk begins; null without any.</param>
/// <param name="Next">Where the walk goes on; null at its end.</param>
/// <param name="Content">Tells it from the other pages of a walk.</param>
internal sealed record PullPage(IReadOnlyList<MappedItem> Items, long Rows, long Skipped, DateTimeOffset? Latest, Uri? Next, string Content);

/// <summary>A property that a foreign server observes, by the code that it has here.</summary>
internal sealed record PulledProperty(string Code, string Name, string Definition);

/// <summary>What a foreign server has, before its rows are asked for.</summary>
/// <param name="Stations">Features of <c>monitoring-stations</c>, and rejections.</param>
internal sealed record PullStreams(IReadOnlyList<PullStream> Streams, IReadOnlyList<MappedItem> Stations, IReadOnlyList<PulledProperty> Properties);

/// <summary>A foreign server in the words of its standard.</summary>
internal interface IPullServer
{
    /// <summary>The streams that it has now.</summary>
    /// <exception cref="PullFault">It gave no usable answer.</exception>
    Task<PullStreams> StreamsAsync(CancellationToken cancel);

    /// <summary>The first page of a walk.</summary>
    /// <param name="from">The earliest time that is wanted; null for all.</param>
    Uri First(PullStream stream, DateTimeOffset? from);

    /// <summary>Reads a page.</summary>
    /// <exception cref="PullFault">It gave no usable answer.</exception>
    Task<PullPage> ReadAsync(PullStream stream, Uri page, CancellationToken cancel);
}
