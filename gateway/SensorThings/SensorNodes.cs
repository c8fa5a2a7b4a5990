using System.Collections.Concurrent;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>What a partner said of its number, last time it was asked.</summary>
/// <param name="Number">Null if it has none, or did not say.</param>
/// <param name="Fault">Why it did not say; null if it did.</param>
public sealed record NumberWord(int? Number, CityFault? Fault);

/// <summary>The nodes of the federation, and which of them an id leads to: its remainder by 1000 is the number of the node (infra/decisions/0012).</summary>
public sealed class SensorNodes
{
    private static readonly NumberWord _nothing = new(null, CityFault.Unusable("has not said its number yet"));
    private readonly ConcurrentDictionary<string, NumberWord> _words = new(StringComparer.Ordinal);
    private readonly int? _ownNumber;

    /// <summary>Reads the nodes from the registry. Cities of foreign servers have no numbers, and are none of them.</summary>
    public SensorNodes(CityRegistry cities, HubSettings settings)
    {
        _ownNumber = settings.Node.Number;
        All = [.. cities.All.Where(p => !p.IsForeign).GroupBy(p => p.Node).Select(places => new SensorNode(places.First(), [.. places.Select(p => p.City)]))];
        Foreign = [.. cities.All.Where(p => p.IsForeign)];
    }

    /// <summary>All nodes, this one first.</summary>
    public IReadOnlyList<SensorNode> All { get; }

    /// <summary>Cities of foreign servers.</summary>
    public IReadOnlyList<Place> Foreign { get; }

    /// <summary>This node.</summary>
    public SensorNode Own => All[0];

    /// <summary>The nodes beside this one.</summary>
    public IEnumerable<SensorNode> Partners => All.Where(n => !n.Own);

    /// <summary>Whether entities of several nodes are answered for: this one has a number, and there are others.</summary>
    public bool AreFederated => _ownNumber is not null && All.Count > 1;

    /// <summary>Takes in what a partner said; one that does not answer keeps the number that it had.</summary>
    public void Note(SensorNode node, NumberWord word) =>
        _words.AddOrUpdate(node.Name, word, (_, before) => word.Fault is not null && before.Number is not null ? before : word);

    /// <summary>Number of the node; null if it is not known, or has none.</summary>
    public int? Number(SensorNode node) => node.Own ? _ownNumber : Word(node).Number;

    /// <summary>Why the entities of the node cannot be told from others'; null if they can.</summary>
    public CityFault? Refusal(SensorNode node)
    {
        if (node.Own)
            return null;
        if (Number(node) is not { } number)
            return Word(node).Fault ?? CityFault.Unusable($"the node '{node.Name}' has no number, so that its entities have the ids of others; its node file needs one");
        return All.FirstOrDefault(n => n != node && Number(n) == number) is { } twin
            ? CityFault.Unusable($"the nodes '{node.Name}' and '{twin.Name}' have the same number {number}, so that their entities have the same ids; one of them must have another number")
            : null;
    }

    /// <summary>The nodes that an id may mean: one; several of one number, which are refused; or those that have not said their number.</summary>
    public IReadOnlyList<SensorNode> Of(long id)
    {
        var number = id % (NodeFile.LargestNumber + 1);
        // Two partners of one number refuse each other; none of them takes this node's ids away.
        if (number == _ownNumber)
            return [Own];
        var named = All.Where(n => Number(n) == number).ToList();
        return named.Count > 0 ? named : [.. Partners.Where(n => Word(n).Fault is not null)];
    }

    private NumberWord Word(SensorNode node) => _words.GetValueOrDefault(node.Name, _nothing);
}
