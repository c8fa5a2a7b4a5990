namespace UrbanDataHub.Features.Filtering;

/// <summary>
/// Temporal functions of CQL2 (clause 7.8), after Allen: a is from s to e. Days are compared with days; where an instant
/// takes part, a day lasts from its begin to its last microsecond in UTC.
/// </summary>
internal static class TemporalSql
{
    /// <summary>The SQL of one comparison.</summary>
    public static string Of(string op, Expression left, Expression right, FilterSql sql)
    {
        var days = Ends(left).Concat(Ends(right)).All(end => end is null || sql.TypeOf(end) == FilterType.Date);
        var (s1, e1) = Range(left, days, sql);
        var (s2, e2) = Range(right, days, sql);
        return "(" + op switch
        {
            "t_after" => $"{s1} > {e2}",
            "t_before" => $"{e1} < {s2}",
            "t_contains" => $"{s1} < {s2} AND {e1} > {e2}",
            "t_disjoint" => $"{e1} < {s2} OR {s1} > {e2}",
            "t_during" => $"{s1} > {s2} AND {e1} < {e2}",
            "t_equals" => $"{s1} = {s2} AND {e1} = {e2}",
            "t_finishedby" => $"{s1} < {s2} AND {e1} = {e2}",
            "t_finishes" => $"{s1} > {s2} AND {e1} = {e2}",
            "t_intersects" => $"{s1} <= {e2} AND {e1} >= {s2}",
            "t_meets" => $"{e1} = {s2}",
            "t_metby" => $"{s1} = {e2}",
            "t_overlappedby" => $"{s1} > {s2} AND {s1} < {e2} AND {e1} > {e2}",
            "t_overlaps" => $"{s1} < {s2} AND {e1} > {s2} AND {e1} < {e2}",
            "t_startedby" => $"{s1} = {s2} AND {e1} > {e2}",
            _ => $"{s1} = {s2} AND {e1} < {e2}",
        } + ")";
    }

    private static IEnumerable<Expression?> Ends(Expression time) => time is Interval interval ? [interval.From, interval.To] : [time];

    private static (string Start, string End) Range(Expression time, bool days, FilterSql sql)
    {
        var (from, to) = time is Interval interval ? (interval.From, interval.To) : (time, time);
        return (
            from is null ? Infinite("-infinity", days) : days ? sql.Of(from) : sql.Instant(from),
            to is null ? Infinite("infinity", days) : days ? sql.Of(to) : Last(to, sql));
    }

    private static string Last(Expression end, FilterSql sql) =>
        sql.TypeOf(end) == FilterType.Date ? $"({sql.Instant(end)} + interval '1 day' - interval '1 microsecond')" : sql.Of(end);

    private static string Infinite(string side, bool days) => $"'{side}'::{(days ? "date" : "timestamptz")}";
}
