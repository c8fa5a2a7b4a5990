using UrbanDataHub.Features.Asking;

namespace UrbanDataHub.Gateway.Features;

/// <summary>A row of a page in which the rows of several cities stand in one order.</summary>
/// <param name="Index">Which row of the part it is, from 0.</param>
public sealed record MergedRow(CityPart Part, int Index)
{
    /// <summary>
    /// Merges what the cities sent, each in its own order. Rows that agree in all they are sorted by follow their ids, and
    /// so their cities.
    /// </summary>
    /// <returns>At most as many rows as the question wants.</returns>
    public static IReadOnlyList<MergedRow> Of(IReadOnlyList<CityPart> parts, ItemsQuestion question)
    {
        var rows = new List<MergedRow>();
        var heads = parts.ToDictionary(part => part, _ => 0);
        while (rows.Count < question.Limit)
        {
            CityPart? first = null;
            foreach (var part in parts.Where(p => heads[p] < p.Keys.Count))
            {
                if (first is null || Compare(part, heads[part], first, heads[first], question.Sort) < 0)
                    first = part;
            }

            if (first is null)
                break;
            rows.Add(new MergedRow(first, heads[first]++));
        }

        return rows;
    }

    private static int Compare(CityPart one, int row, CityPart other, int otherRow, SortOrder sort)
    {
        var order = one.Keys[row].CompareTo(other.Keys[otherRow], sort);
        if (order != 0)
            return order;
        var cities = string.CompareOrdinal(one.Place.City, other.Place.City);
        return sort.IdDescending ? -cities : cities;
    }
}
