using System.Globalization;
using System.Text.Json;
using Sylvan.Data.Csv;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Doors;

/// <summary>The promise of the node: one row has the same id, filter and count through every door of every gateway.</summary>
public sealed class SameRowTests(SharedNodes shared)
{
    private const string Fields = "id city name kind seats height isCovered built seenAt tags geometry";

    [Fact]
    public async Task Every_row_has_the_same_id_and_values_through_every_door_of_every_node()
    {
        var nodes = await shared.GetAsync();
        var expected = nodes.Towns.Benches;

        foreach (var http in nodes.Gateways)
        {
            Assert.Equal(expected, InOrder((await http.PageAsync("/ogc/collections/benches/items?limit=1000")).Features.Select(Bench.OfFeature)));
            Assert.Equal(expected, InOrder((await http.JsonAsync("/downloads/all/benches.geojson")).GetProperty("features").EnumerateArray().Select(Bench.OfFeature)));
            Assert.Equal(expected, InOrder(await LinesAsync(http, "/downloads/all/benches.csv")));
            var data = await http.DataAsync($"{{ benches(first: 1000) {{ totalCount nodes {{ {Fields} }} }} }}");
            Assert.Equal(expected, InOrder(data.GetProperty("benches").GetProperty("nodes").EnumerateArray().Select(Bench.OfNode)));
            Assert.Equal(expected.Count, data.GetProperty("benches").GetProperty("totalCount").GetInt32());
        }
    }

    [Fact]
    public async Task An_item_is_found_by_its_id_at_every_node()
    {
        var nodes = await shared.GetAsync();

        foreach (var http in nodes.Gateways)
        {
            foreach (var bench in Towns.Cities.Select(city => nodes.Towns.Benches.Last(b => b.City == city)))
            {
                var feature = await http.JsonAsync($"/ogc/collections/benches/items/{bench.Id}");

                Assert.Equal(bench, Bench.OfFeature(feature));
                var self = feature.GetProperty("links").EnumerateArray().Single(l => l.GetProperty("rel").GetString() == "self").GetProperty("href").GetString()!;
                Assert.Equal(feature.GetRawText(), (await http.JsonAsync(self)).GetRawText());
            }
        }
    }

    [Fact]
    public async Task A_download_of_one_city_has_its_rows()
    {
        var nodes = await shared.GetAsync();

        foreach (var city in Towns.Cities)
            Assert.Equal(nodes.Towns.Benches.Where(b => b.City == city), InOrder(await LinesAsync(nodes[city], $"/downloads/{city}/benches.csv")));
    }

    /// <summary>Query string, GraphQL arguments, and what both mean.</summary>
    public static TheoryData<string, string, Func<Bench, bool>> Filters => new()
    {
        { "", "", _ => true },
        { "city=cala,alba", "city: [\"cala\", \"alba\"]", b => b.City is "cala" or "alba" },
        { "bbox=8,51.5,11,52.5", "bbox: [8, 51.5, 11, 52.5]", b => b is { Longitude: >= 8 and <= 11, Latitude: >= 51.5 and <= 52.5 } },
        { "datetime=2024-01-10/2024-01-12", "datetime: \"2024-01-10/2024-01-12\"", b => b.SeenAt is null || (b.SeenAt.Value.UtcDateTime.Date >= new DateTime(2024, 1, 10) && b.SeenAt.Value.UtcDateTime.Date <= new DateTime(2024, 1, 12)) },
        { "kind=stone", "kind: stone", b => b.Kind == "stone" },
        { "seats=2", "seats: 2", b => b.Seats == 2 },
        { "isCovered=false", "isCovered: false", b => b.IsCovered == false },
        { "tags=neu", "tags: \"neu\"", b => b.Tags?.Split('|').Contains("neu") == true },
        { "name=a%3Fb%3Dc%26d", "name: \"a?b=c&d\"", b => b.Name == "a?b=c&d" },
        { "name=%E6%BC%A2%E5%AD%97&city=brena", "name: \"漢字\", city: [\"brena\"]", b => b is { Name: "漢字", City: "brena" } },
        { "kind=wood&isCovered=true&bbox=7,51,13,53", "kind: wood, isCovered: true, bbox: [7, 51, 13, 53]", b => b is { Kind: "wood", IsCovered: true, Longitude: not null } },
        { "kind=steel&city=dura&seats=77", "kind: steel, city: [\"dura\"], seats: 77", _ => false },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_filter_takes_the_same_rows_and_counts_the_same_through_every_door(string query, string arguments, Func<Bench, bool> holds)
    {
        var nodes = await shared.GetAsync();
        var expected = nodes.Towns.Benches.Where(holds).ToList();

        foreach (var http in nodes.Gateways)
        {
            var page = await http.PageAsync($"/ogc/collections/benches/items?limit=1000&{query}".TrimEnd('&'));
            var connection = (await http.DataAsync($"{{ benches(first: 1000, {arguments}) {{ totalCount nodes {{ {Fields} }} }} }}")).GetProperty("benches");

            Assert.Equal(expected, InOrder(page.Features.Select(Bench.OfFeature)));
            Assert.Equal(expected, InOrder(connection.GetProperty("nodes").EnumerateArray().Select(Bench.OfNode)));
            Assert.Equal(expected.Count, page.Matched);
            Assert.Equal(expected.Count, connection.GetProperty("totalCount").GetInt32());
        }
    }

    private static IEnumerable<Bench> InOrder(IEnumerable<Bench> benches) => benches.OrderBy(b => b.Id, StringComparer.Ordinal);

    private static async Task<List<Bench>> LinesAsync(HttpClient http, string address)
    {
        using var text = new StringReader(await http.GetStringAsync(address));
        await using var csv = await CsvDataReader.CreateAsync(text, new CsvDataReaderOptions { Culture = CultureInfo.InvariantCulture });
        var benches = new List<Bench>();
        while (await csv.ReadAsync())
            benches.Add(Bench.OfLine(column => csv.GetString(csv.GetOrdinal(column))));
        return benches;
    }
}
