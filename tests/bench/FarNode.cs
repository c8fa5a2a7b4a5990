using UrbanDataHub.Tests.Servers;

namespace UrbanDataHub.Bench;

/// <summary>A gateway without data of its own to which all nodes of the stage are partners in other places.</summary>
internal sealed class FarNode : IAsyncDisposable
{
    /// <summary>About the way between two cities of one country.</summary>
    public static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(10);

    private readonly List<Distance> _ways = [];
    private TestNode? _node;

    public Uri Items => new(_node!.Address(HubProgram.Gateway), $"/ogc/collections/playgrounds/items?limit=99&city={string.Join(',', Stage.Cities)}");

    public Uri ItemsOf(string city) => new(_node!.Address(HubProgram.Gateway), $"/ogc/collections/playgrounds/items?limit=99&city={city}");

    public static async Task<FarNode> StartAsync(Stage stage)
    {
        var far = new FarNode();
        var partners = stage.Partners.Select(far.At).ToList();
        var options = new TestNodeOptions { Root = stage.Root, Data = Path.Combine(stage.Root, "data"), Partners = partners, Environment = Stage.Unlimited };
        far._node = await TestNode.StartAsync([Stage.Nowhere], [HubProgram.Gateway, HubProgram.Social], options);
        await Eventually.TrueAsync(far.KnowsAllAsync, "the far gateway knows the playgrounds of all cities", TimeSpan.FromMinutes(1));
        return far;
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        foreach (var way in _ways)
            await way.DisposeAsync();
    }

    private TestPartner At(TestPartner partner)
    {
        var way = new Distance(partner.Url, OneWay);
        _ways.Add(way);
        return partner with { Url = way.Address };
    }

    private async Task<bool> KnowsAllAsync()
    {
        using var collection = await Json.GetAsync(_node!.Http, "/ogc/collections/playgrounds");
        return collection.RootElement.TryGetProperty("cities", out var cities) && cities.GetArrayLength() == Stage.Cities.Count;
    }
}
