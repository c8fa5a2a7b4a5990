using System.Text.Json;
using UrbanDataHub.Tests.Conformance.Nodes;

namespace UrbanDataHub.Tests.Conformance.Clients;

/// <summary>What a foreign program read of the collections, held against what the node says itself.</summary>
internal static class ClientReport
{
    /// <summary>Collections that hold something and fit into a client's memory.</summary>
    /// <param name="most">Rows that the client can take.</param>
    public static async Task<IReadOnlyList<string>> CollectionsAsync(Federation federation, int most)
    {
        var fitting = new List<string>();
        foreach (var collection in await federation.FeatureCollectionsAsync())
        {
            if (await CountAsync(federation, collection) is var count && count > 0 && count <= most)
                fitting.Add(collection);
        }

        Assert.NotEmpty(fitting);
        return fitting;
    }

    /// <summary>Fails unless the client saw every row of these collections, and one geometry of each where it is.</summary>
    /// <param name="json">For each collection <c>count</c>, and <c>id</c> and <c>geometry</c> of one feature.</param>
    public static async Task AssertAsync(Federation federation, IReadOnlyList<string> collections, string json)
    {
        var read = JsonSerializer.Deserialize<JsonElement>(json);
        Assert.Equal(collections.Order(), read.EnumerateObject().Select(c => c.Name).Order());
        foreach (var collection in read.EnumerateObject())
            await AssertAsync(federation, collection.Name, collection.Value);
    }

    /// <summary>The same of one collection.</summary>
    public static async Task AssertAsync(Federation federation, string collection, JsonElement read)
    {
        Assert.Equal((collection, await CountAsync(federation, collection)), (collection, read.GetProperty("count").GetInt64()));
        var id = read.GetProperty("id").GetString()!;
        var feature = await federation.JsonAsync($"/ogc/collections/{collection}/items/{Uri.EscapeDataString(id)}");
        Assert.Equal(id, feature.GetProperty("id").GetString());
        AssertSamePlace(feature.GetProperty("geometry"), read.GetProperty("geometry"), $"{collection} {id}");
    }

    private static async Task<long> CountAsync(Federation federation, string collection) =>
        (await federation.JsonAsync($"/ogc/collections/{collection}/items?limit=1")).GetProperty("numberMatched").GetInt64();

    private static void AssertSamePlace(JsonElement node, JsonElement client, string what)
    {
        Assert.Equal((what, node.ValueKind), (what, client.ValueKind));
        if (node.ValueKind == JsonValueKind.Null)
            return;
        Assert.Equal(node.GetProperty("type").GetString(), client.GetProperty("type").GetString());
        var (mine, theirs) = (Numbers(node.GetProperty("coordinates")), Numbers(client.GetProperty("coordinates")));
        Assert.Equal((what, mine.Count), (what, theirs.Count));
        // A metre of difference is rounding on the way through another projection; more is another place.
        Assert.DoesNotContain(mine.Zip(theirs), pair => Math.Abs(pair.First - pair.Second) > 1e-5);
    }

    private static List<double> Numbers(JsonElement coordinates) => coordinates.ValueKind == JsonValueKind.Number
        ? [coordinates.GetDouble()]
        : [.. coordinates.EnumerateArray().SelectMany(Numbers)];
}
