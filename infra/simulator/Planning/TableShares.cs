namespace UrbanDataHub.Simulator.Planning;

/// <summary>
/// Keeps the ids of a collection apart: the tables that fill it, and those that fill another collection with one of them, count
/// their features in turn.
/// </summary>
internal static class TableShares
{
    public static Dictionary<Table, (int Part, int Parts)> Of(IReadOnlyList<Table> tables)
    {
        var shares = new Dictionary<Table, (int, int)>();
        foreach (var table in tables.Where(t => !shares.ContainsKey(t)))
        {
            var kin = Kin(table, tables);
            for (var i = 0; i < kin.Count; i++)
                shares[kin[i]] = (i, kin.Count);
        }

        return shares;
    }

    private static List<Table> Kin(Table table, IReadOnlyList<Table> tables)
    {
        var collections = CollectionsOf(table).ToHashSet(StringComparer.Ordinal);
        List<Table> kin;
        int known;
        do
        {
            known = collections.Count;
            kin = tables.Where(t => t == table || CollectionsOf(t).Any(collections.Contains)).ToList();
            collections.UnionWith(kin.SelectMany(CollectionsOf));
        }
        while (collections.Count > known);
        return kin;
    }

    private static IEnumerable<string> CollectionsOf(Table table) => table.Readers.Where(r => !r.IsSeries).Select(r => r.Source.Collection);
}
