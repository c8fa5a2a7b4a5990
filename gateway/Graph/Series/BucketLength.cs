namespace UrbanDataHub.Gateway.Graph.Series;

/// <summary>How long the buckets of aggregates are; they lie as a city answers them: by UTC, weeks from Monday (infra/decisions/0013).</summary>
/// <param name="Name">As GraphQL says it.</param>
/// <param name="Text">As a city is asked: an ISO 8601 duration.</param>
/// <param name="Hours">Its length, unless it is one of months.</param>
internal sealed record BucketLength(string Name, string Text, int Hours, int Months)
{
    /// <summary>All that there are.</summary>
    public static readonly IReadOnlyList<BucketLength> All =
    [
        new("HOUR", "PT1H", 1, 0),
        .. new[] { 2, 3, 4, 6, 8, 12 }.Select(hours => new BucketLength($"HOURS_{hours}", $"PT{hours}H", hours, 0)),
        new("DAY", "P1D", 24, 0),
        new("WEEK", "P1W", 7 * 24, 0),
        new("MONTH", "P1M", 0, 1),
        new("QUARTER", "P3M", 0, 3),
        new("YEAR", "P1Y", 0, 12),
    ];

    /// <summary>How many a time lies in.</summary>
    /// <param name="from">In UTC.</param>
    /// <param name="to">In UTC, later; not within any more.</param>
    public long Count(DateTime from, DateTime to) => Number(to.AddTicks(-1)) - Number(from) + 1;

    // The calendar begins with a Monday, so weeks need no care of their own.
    private long Number(DateTime time) => Months > 0 ? ((12 * (time.Year - 1)) + time.Month - 1) / Months : time.Ticks / (Hours * TimeSpan.TicksPerHour);
}
