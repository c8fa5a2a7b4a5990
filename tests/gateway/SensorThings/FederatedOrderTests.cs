using System.Text;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.SensorThings;

/// <summary>Entity sets of three nodes in one order: every entity once, whatever it is sorted by, at every gateway.</summary>
public sealed class FederatedOrderTests(SharedFederatedTowns shared) : IClassFixture<SharedFederatedTowns>
{
    private const string Root = FederatedTowns.Root;

    /// <summary>A value of an entity that it is sorted by: a member, or one of a member's members.</summary>
    private sealed record Key(string Member, bool Descending = false);

    private static readonly Dictionary<string, Key[]> _orders = new()
    {
        ["/Things"] = [new("@iot.id")],
        ["/Things?$orderby=name"] = [new("name"), new("@iot.id")],
        ["/Things?$orderby=name desc"] = [new("name", true), new("@iot.id")],
        ["/Things?$orderby=id desc"] = [new("@iot.id", true)],
        ["/Things?$orderby=properties/depth,name desc"] = [new("properties/depth"), new("name", true), new("@iot.id")],
        ["/Things?$orderby=properties/depth desc"] = [new("properties/depth", true), new("@iot.id")],
        ["/Datastreams?$orderby=phenomenonTime desc,Thing/name&$expand=Thing"] = [new("phenomenonTime", true), new("Thing/name"), new("@iot.id")],
        ["/Observations?$expand=Datastream"] = [new("Datastream/@iot.id"), new("phenomenonTime")],
        ["/Observations?$orderby=result&$expand=Datastream"] = [new("result"), new("Datastream/@iot.id"), new("phenomenonTime")],
        ["/Observations?$orderby=phenomenonTime desc,result desc&$expand=Datastream"] = [new("phenomenonTime", true), new("result", true), new("Datastream/@iot.id")],
    };

    public static TheoryData<string> Orders => [.. _orders.Keys];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Every_entity_comes_once_and_in_its_place(string address)
    {
        var towns = await shared.GetAsync();
        var separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var expected = (await towns.ApartAsync($"{address}{separator}$top=1000")).Order(Comparer<JsonElement>.Create((one, other) => Compare(one, other, _orders[address]))).Select(Id).ToList();
        Assert.True(expected.Count >= 3 * FederatedTowns.Things);

        foreach (var node in towns.Nodes)
        {
            var (entities, pages) = await FederatedTowns.WalkAsync(node.Http, $"{address}{separator}$top=7");
            Assert.Equal(expected, entities.Select(Id));
            Assert.Equal((expected.Count + 6) / 7, pages);
        }
    }

    [Fact]
    public async Task Entities_that_are_left_out_are_the_first_of_the_order()
    {
        var towns = await shared.GetAsync();
        var all = (await FederatedTowns.WalkAsync(towns.Http, "/Observations?$orderby=result desc&$top=1000")).Entities.Select(Id).ToList();

        var page = await towns.Http.JsonAsync($"{Root}/Observations?$orderby=result desc&$skip=100&$top=20&$count=true");
        Assert.Equal(all[100..120], page.GetProperty("value").EnumerateArray().Select(Id));
        Assert.Equal(all.Count, page.GetProperty("@iot.count").GetInt64());
        var next = await towns.Http.JsonAsync(page.GetProperty("@iot.nextLink").GetString()!);
        Assert.Equal(all[120..140], next.GetProperty("value").EnumerateArray().Select(Id));

        var behind = await towns.Http.JsonAsync($"{Root}/Observations?$skip=5000");
        Assert.Empty(behind.GetProperty("value").EnumerateArray());
        Assert.False(behind.TryGetProperty("@iot.nextLink", out _));
        await towns.Http.RefusedAsync($"{Root}/Observations?$skip=10001", "$skip");
    }

    [Fact]
    public async Task More_is_left_out_than_a_page_holds()
    {
        await using var towns = await FederatedTowns.StartAsync(1, 2);
        for (var node = 0; node < 2; node++)
        {
            var thing = await towns.MakeAsync(node, FederatedTowns.Thing("well", 1, 1));
            var stream = Id((await towns.Nodes[node].Http.JsonAsync($"{Root}/Things({thing})/Datastreams")).GetProperty("value")[0]);
            var rows = string.Join(',', Enumerable.Range(0, 900).Select(i => $"[\"{new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(i):yyyy-MM-ddTHH:mm:ssZ}\",{i}]"));
            var body = "[{\"Datastream\":{\"@iot.id\":" + stream + "},\"components\":[\"phenomenonTime\",\"result\"],\"dataArray\":[" + rows + "]}]";
            using var answer = await towns.Nodes[node].Http.PostAsync($"{Root}/CreateObservations", new StringContent(body, Encoding.UTF8, "application/json"));
            Assert.Equal(201, (int)answer.StatusCode);
            Assert.DoesNotContain("error", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await towns.CompleteAsync();
        var all = (await FederatedTowns.WalkAsync(towns.Http, "/Observations?$orderby=phenomenonTime&$top=1000")).Entities.Select(Id).ToList();
        Assert.Equal(1810, all.Distinct().Count());

        var page = await towns.Http.JsonAsync($"{Root}/Observations?$orderby=phenomenonTime&$skip=1500&$top=400");

        Assert.Equal(all[1500..], page.GetProperty("value").EnumerateArray().Select(Id));
        Assert.False(page.TryGetProperty("@iot.nextLink", out _));
    }

    private static long Id(JsonElement entity) => entity.GetProperty("@iot.id").GetInt64();

    private static int Compare(JsonElement one, JsonElement other, Key[] keys)
    {
        foreach (var key in keys)
        {
            var (a, b) = (Value(one, key.Member), Value(other, key.Member));
            if (a is null || b is null)
            {
                if (a is null != b is null)
                    return a is null ? 1 : -1;
                continue;
            }

            var way = a is string text ? Signs(text).SequenceCompareTo(Signs((string)b)) : ((double)a).CompareTo((double)b);
            if (way != 0)
                return key.Descending ? -way : way;
        }

        return 0;
    }

    private static ReadOnlySpan<int> Signs(string text) => text.EnumerateRunes().Select(r => r.Value).ToArray();

    private static object? Value(JsonElement entity, string path)
    {
        foreach (var name in path.Split('/'))
        {
            if (!entity.TryGetProperty(name, out entity))
                return null;
        }

        return entity.ValueKind == JsonValueKind.Number ? entity.GetDouble() : entity.GetString();
    }
}
