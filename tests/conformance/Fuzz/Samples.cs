using System.Text.Json;
using UrbanDataHub.Tests.Conformance.Nodes;

namespace UrbanDataHub.Tests.Conformance.Fuzz;

/// <summary>Things of the node that right requests name: ids of features, and cursors, to be broken.</summary>
internal sealed record Samples(IReadOnlyList<string> Ids, IReadOnlyList<string> Cursors)
{
    /// <summary>Asks the first pages of all collections, plain, sorted and filtered.</summary>
    public static async Task<Samples> TakeAsync(Federation federation, string landing)
    {
        var (ids, cursors) = (new List<string>(), new List<string>());
        foreach (var collection in await federation.CollectionsAsync(landing))
        {
            foreach (var question in new[] { "limit=3", "limit=2&sortby=-id", "limit=1&bbox=5,47,15,55" })
            {
                var page = await federation.JsonAsync($"{landing}/collections/{collection}/items?{question}");
                ids.AddRange(page.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()!));
                if (Cursor(page) is { } cursor)
                    cursors.Add(cursor);
            }
        }

        Assert.NotEmpty(cursors);
        return new Samples(ids, cursors);
    }

    private static string? Cursor(JsonElement page)
    {
        var next = page.GetProperty("links").EnumerateArray().FirstOrDefault(l => l.GetProperty("rel").GetString() == "next");
        if (next.ValueKind is JsonValueKind.Undefined)
            return null;
        var query = new Uri(next.GetProperty("href").GetString()!).Query.TrimStart('?').Split('&');
        return Uri.UnescapeDataString(query.Single(pair => pair.StartsWith("cursor=", StringComparison.Ordinal))["cursor=".Length..]);
    }
}
