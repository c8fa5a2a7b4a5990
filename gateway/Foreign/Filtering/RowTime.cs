namespace UrbanDataHub.Gateway.Foreign.Filtering;

/// <summary>
/// Temporal functions of CQL2 (clause 7.8), after Allen. Days are compared with days; where an instant takes part, a day
/// lasts from its begin to its last microsecond in UTC. An unknown end makes what depends on it unknown.
/// </summary>
internal static class RowTime
{
    /// <summary>The open begin of an interval.</summary>
    public static readonly object Before = DateTime.MinValue;

    /// <summary>The open end of one.</summary>
    public static readonly object After = DateTime.MaxValue;

    /// <summary>A day's or instant's begin.</summary>
    public static DateTime Begin(object time) => time is DateOnly day ? day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) : (DateTime)time;

    /// <summary>Compares two times.</summary>
    public static bool? Of(string op, (object? From, object? To) left, (object? From, object? To) right)
    {
        var areDays = new[] { left.From, left.To, right.From, right.To }.All(end => end is null or DateOnly || end == Before || end == After);
        var (s1, e1) = (Start(left.From), End(left.To, areDays));
        var (s2, e2) = (Start(right.From), End(right.To, areDays));
        return op switch
        {
            "t_after" => Less(e2, s1),
            "t_before" => Less(e1, s2),
            "t_contains" => Less(s1, s2) & Less(e2, e1),
            "t_disjoint" => Less(e1, s2) | Less(e2, s1),
            "t_during" => Less(s2, s1) & Less(e1, e2),
            "t_equals" => Same(s1, s2) & Same(e1, e2),
            "t_finishedby" => Less(s1, s2) & Same(e1, e2),
            "t_finishes" => Less(s2, s1) & Same(e1, e2),
            "t_intersects" => !Less(e2, s1) & !Less(e1, s2),
            "t_meets" => Same(e1, s2),
            "t_metby" => Same(s1, e2),
            "t_overlappedby" => Less(s2, s1) & Less(s1, e2) & Less(e2, e1),
            "t_overlaps" => Less(s1, s2) & Less(s2, e1) & Less(e1, e2),
            "t_startedby" => Same(s1, s2) & Less(e2, e1),
            _ => Same(s1, s2) & Less(e1, e2),
        };
    }

    private static DateTime? Start(object? time) => time is null ? null : Begin(time);

    private static DateTime? End(object? time, bool areDays) => time switch
    {
        null => null,
        DateOnly day when !areDays => Begin(day).AddTicks(TimeSpan.TicksPerDay - TimeSpan.TicksPerMicrosecond),
        _ => Begin(time),
    };

    private static bool? Less(DateTime? a, DateTime? b) => a is null || b is null ? null : a < b;

    private static bool? Same(DateTime? a, DateTime? b) => a is null || b is null ? null : a == b;
}
