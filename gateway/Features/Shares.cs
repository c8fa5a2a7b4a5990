namespace UrbanDataHub.Gateway.Features;

/// <summary>How a page is shared among cities.</summary>
public static class Shares
{
    /// <summary>
    /// Shares <paramref name="limit"/> features as evenly as the cities can fill them. Earlier cities get what does not
    /// divide evenly.
    /// </summary>
    /// <param name="remaining">How many features each city still has; null if that is unknown.</param>
    /// <returns>A share each, never more than remain; together at most <paramref name="limit"/>.</returns>
    public static int[] Of(int limit, IReadOnlyList<long?> remaining)
    {
        var shares = new int[remaining.Count];
        var open = Enumerable.Range(0, remaining.Count).Where(i => remaining[i] is not 0).ToList();
        var left = limit;
        while (left > 0 && open.Count > 0)
        {
            var (even, extra) = Math.DivRem(left, open.Count);
            for (var i = 0; i < open.Count; i++)
            {
                var city = open[i];
                var share = (int)Math.Min(even + (i < extra ? 1 : 0), (remaining[city] ?? int.MaxValue) - shares[city]);
                shares[city] += share;
                left -= share;
            }

            open.RemoveAll(city => shares[city] == remaining[city]);
        }

        return shares;
    }
}
