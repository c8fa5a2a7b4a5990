namespace UrbanDataHub.Sensors.Storage;

/// <summary>How long buckets are: some hours that divide a day, days, weeks from Monday, months, quarters, years; all by UTC.</summary>
/// <param name="Text">ISO 8601 duration.</param>
/// <param name="Rollup">The table that they are summed from.</param>
/// <param name="Sql">The begin of the bucket that a time <c>{0}</c> lies in.</param>
/// <param name="Hours">Its length, unless it is one of months.</param>
internal sealed record BucketSize(string Text, string Rollup, string Sql, int Hours, int Months)
{
    private const string Hourly = "hub.hourly_rollups";
    private const string Daily = "hub.daily_rollups";

    /// <summary>All sizes that there are.</summary>
    public static readonly IReadOnlyList<BucketSize> All =
    [
        .. new[] { 1, 2, 3, 4, 6, 8, 12 }.Select(hours => new BucketSize($"PT{hours}H", Hourly, $"date_bin('{hours} hours', {{0}}, timestamptz '2000-01-01 00:00:00+00')", hours, 0)),
        new("P1D", Daily, "date_trunc('day', {0}, 'UTC')", 24, 0),
        new("P1W", Daily, "date_trunc('week', {0}, 'UTC')", 7 * 24, 0),
        new("P1M", Daily, "date_trunc('month', {0}, 'UTC')", 0, 1),
        new("P3M", Daily, "date_trunc('quarter', {0}, 'UTC')", 0, 3),
        new("P1Y", Daily, "date_trunc('year', {0}, 'UTC')", 0, 12),
    ];

    /// <summary>Whether each row of the table is one bucket.</summary>
    public bool IsRollup => Hours == (Rollup == Hourly ? 1 : 24);

    /// <summary>SQL for the begin of the bucket that <paramref name="time"/> lies in.</summary>
    public string BeginSql(string time) => Sql.Replace("{0}", time, StringComparison.Ordinal);

    /// <summary>The number of the bucket that a time in UTC lies in, counted from the year 1.</summary>
    // The calendar begins with a Monday, so weeks need no care of their own.
    public long Number(DateTime time) => Months > 0 ? ((12 * (time.Year - 1)) + time.Month - 1) / Months : time.Ticks / (Hours * TimeSpan.TicksPerHour);

    /// <summary>Where a bucket begins.</summary>
    public DateTime BeginOf(long number) => Months > 0
        ? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc).AddMonths((int)number * Months)
        : new DateTime(number * Hours * TimeSpan.TicksPerHour, DateTimeKind.Utc);
}
