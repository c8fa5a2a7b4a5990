namespace UrbanDataHub.Portal.Sensors;

/// <summary>How long the buckets of a chart are.</summary>
/// <param name="Text">ISO 8601 duration, one that <c>/aggregates</c> takes.</param>
/// <param name="Length">About how long; months and years differ.</param>
public sealed record Resolution(string Text, TimeSpan Length)
{
    /// <summary>Points of a curve, about: more than a screen has room for say nothing more.</summary>
    public const int MostPoints = 500;

    /// <summary>All, the shortest first.</summary>
    public static readonly IReadOnlyList<Resolution> All =
    [
        .. new[] { 1, 2, 3, 4, 6, 8, 12 }.Select(hours => new Resolution($"PT{hours}H", TimeSpan.FromHours(hours))),
        new("P1D", TimeSpan.FromDays(1)),
        new("P1W", TimeSpan.FromDays(7)),
        new("P1M", TimeSpan.FromDays(30)),
        new("P3M", TimeSpan.FromDays(91)),
        new("P1Y", TimeSpan.FromDays(365)),
    ];

    /// <summary>Days and longer buckets begin at midnight of UTC, not of the city.</summary>
    public bool IsOfDays => Length >= TimeSpan.FromDays(1);

    /// <summary>The shortest whose buckets are at most about <see cref="MostPoints"/> in the period.</summary>
    public static Resolution For(Period period) => All.FirstOrDefault(r => period.Length / r.Length <= MostPoints) ?? All[^1];
}
