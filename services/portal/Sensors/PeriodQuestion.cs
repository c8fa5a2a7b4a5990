namespace UrbanDataHub.Portal.Sensors;

/// <summary>What a visitor wants to see of a curve; all may be open.</summary>
/// <param name="Span">One of <see cref="Spans"/> that ends with the latest value; counts where there is no <paramref name="From"/>.</param>
public sealed record PeriodQuestion(DateOnly? From, DateOnly? To, string? Span)
{
    /// <summary>Spans that can be asked for.</summary>
    public static readonly IReadOnlyList<string> Spans = ["day", "week", "month", "year", "all"];

    // A first look shows about this many values, whether one comes every five minutes or once a month.
    private const double FirstLook = 400;

    /// <summary>The period of some datastreams; null when none of them has a value.</summary>
    public Period? Of(IReadOnlyList<Datastream> datastreams, string zone)
    {
        if (datastreams.Min(d => d.First) is not { } first || datastreams.Max(d => d.Last) is not { } last)
            return null;
        var to = To ?? Period.Day(last, zone);
        var from = From ?? Span switch
        {
            "day" => to,
            "week" => to.AddDays(-6),
            "month" => to.AddMonths(-1).AddDays(1),
            "year" => to.AddYears(-1).AddDays(1),
            "all" => Period.Day(first, zone),
            _ => Period.Day(last - ((last - first) * Math.Min(1, FirstLook / datastreams.Max(d => Math.Max(1, d.Count)))), zone),
        };
        return Period.Days(from, to, zone);
    }
}
