using System.Text.Json;
using System.Text.Json.Nodes;
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
        foreach (var collection in await federation.CollectionsAsync())
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
        Assert.Equal((id, Shown(feature.GetProperty("geometry"))), (id, Shown(read.GetProperty("geometry"))));
    }

    private static async Task<long> CountAsync(Federation federation, string collection) =>
        (await federation.JsonAsync($"/ogc/collections/{collection}/items?limit=1")).GetProperty("numberMatched").GetInt64();

    // A metre of difference is rounding on the way through another projection; more is another place.
    private static string Shown(JsonElement geometry) => Rounded(JsonNode.Parse(geometry.GetRawText()))?.ToJsonString() ?? "null";

    private static JsonNode? Rounded(JsonNode? node) => node switch
    {
        JsonObject geometry => new JsonObject { ["type"] = geometry["type"]!.DeepClone(), ["coordinates"] = Rounded(geometry["coordinates"]) },
        JsonArray list => new JsonArray([.. list.Select(Rounded)]),
        JsonValue number => Math.Round(number.GetValue<double>(), 5),
        _ => null,
    };
}
