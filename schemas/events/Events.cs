namespace UrbanDataHub.Schemas.Events;

/// <summary>
/// Features of one dataset changed in one transaction. Consumers renew what they keep of it.
/// </summary>
/// <param name="FirstChange">First change sequence number of the transaction.</param>
/// <param name="LastChange">Last change sequence number of the transaction.</param>
/// <param name="BoundingBox">West, south, east, north of what changed, in CRS84; null without geometries.</param>
/// <param name="Boxes">
/// Boxes like <paramref name="BoundingBox"/>, at most 64, that together hold every changed place, the old ones and the new;
/// nothing changed between them. Empty when no place is concerned; null from a sender that does not know them.
/// </param>
public sealed record FeaturesChanged(
    string City,
    string Collection,
    long Inserted,
    long Updated,
    long Deleted,
    long FirstChange,
    long LastChange,
    double[]? BoundingBox,
    DateTimeOffset OccurredAt,
    IReadOnlyList<double[]>? Boxes = null);

/// <summary>Observations of one city were recorded or corrected in one transaction.</summary>
/// <param name="Datastreams">Ids of the datastreams concerned.</param>
/// <param name="From">First phenomenon time.</param>
/// <param name="To">Last phenomenon time.</param>
public sealed record ObservationsRecorded(
    string City,
    IReadOnlyList<long> Datastreams,
    long Inserted,
    long Updated,
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset OccurredAt);

/// <summary>A source was imported, failed or is held back; the report says how.</summary>
public sealed record ImportFinished(ImportReport Report, DateTimeOffset OccurredAt);

/// <summary>A rule of a city holds from now on for its datastreams. It is told once for each alert.</summary>
public sealed record AlertRaised(Alert Alert, DateTimeOffset OccurredAt);

/// <summary>An alert is over.</summary>
public sealed record AlertCleared(Alert Alert, DateTimeOffset OccurredAt);
