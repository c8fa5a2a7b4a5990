using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Activity;

/// <summary>What the portal heard last of one dataset.</summary>
/// <param name="ChangedAt">When its rows last changed; null when never heard of.</param>
/// <param name="Change">What that change was; null when the change was learnt of after the event.</param>
/// <param name="Import">Report of the last import; null when none was heard of.</param>
public sealed record DatasetActivity(string City, string Collection, DateTimeOffset? ChangedAt, ChangeCounts? Change, ImportReport? Import);

/// <summary>Rows that one transaction changed.</summary>
public sealed record ChangeCounts(long Inserted, long Updated, long Deleted);
