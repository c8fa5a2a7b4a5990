namespace UrbanDataHub.Portal.Sensors;

/// <summary>A value, or what the values of a bucket come to. Without any all three are null: the curve has a gap.</summary>
/// <param name="Time">When it was, or when the bucket begins.</param>
/// <param name="Mean">The value itself where it is one.</param>
/// <param name="Exact">False while the bucket is not worked out anew after a write.</param>
public sealed record CurvePoint(DateTimeOffset Time, double? Mean, double? Min, double? Max, long Count, bool Exact);

/// <summary>A datastream over a period.</summary>
/// <param name="Points">By time.</param>
/// <param name="IsPart">True when the period has more values than are here.</param>
public sealed record Curve(Station Station, Datastream Datastream, IReadOnlyList<CurvePoint> Points, bool IsPart)
{
    /// <summary>The points that have a value.</summary>
    public IEnumerable<CurvePoint> Filled => Points.Where(p => p.Mean is not null);

    /// <summary>Values that went into it.</summary>
    public long Count => Points.Sum(p => p.Count);

    /// <summary>The points with an empty one wherever values are missing for longer than <paramref name="usual"/>.</summary>
    internal static List<CurvePoint> WithGaps(IReadOnlyList<CurvePoint> points, TimeSpan usual)
    {
        var all = new List<CurvePoint>(points.Count);
        foreach (var point in points)
        {
            if (all.Count > 0 && usual > TimeSpan.Zero && point.Time - all[^1].Time > usual)
                all.Add(new CurvePoint(all[^1].Time + ((point.Time - all[^1].Time) / 2), null, null, null, 0, Exact: true));
            all.Add(point);
        }

        return all;
    }
}

/// <summary>Several datastreams over the same period.</summary>
/// <param name="Every">Length of the buckets; null where each value is a point of its own.</param>
/// <param name="Curves">As asked.</param>
/// <param name="Missing">Stations whose city did not answer.</param>
public sealed record CurveSet(Period Period, Resolution? Every, IReadOnlyList<Curve> Curves, IReadOnlyList<Station> Missing)
{
    /// <summary>Whether there is anything to draw.</summary>
    public bool IsEmpty => !Curves.Any(c => c.Filled.Any());

    /// <summary>Units, in the order of the curves; a chart has an axis for each of the first two.</summary>
    public IReadOnlyList<string> Units => Curves.Select(c => c.Datastream.Unit).Distinct().ToList();
}
