using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace UrbanDataHub.Tests.Architecture;

/// <summary>
/// A new collection is a descriptor and a source file: street lamps, which no code of the repository knows, come out of
/// every door of a node that was told of them by these two files alone.
/// </summary>
public sealed class LitmusTests(LitmusTests.LampNode lamps) : IClassFixture<LitmusTests.LampNode>
{
    private static readonly string[] _ids = ["lampstadt:L-1", "lampstadt:L-2", "lampstadt:L-3"];

    [Fact]
    public async Task It_is_a_collection_of_the_OGC_API()
    {
        var collection = await GetAsync("/ogc/collections/street-lamps");
        Assert.Equal("Street lamps", collection.GetProperty("title").GetString());

        var items = await GetAsync("/ogc/collections/street-lamps/items?lamp=led");
        Assert.Equal(2, items.GetProperty("numberMatched").GetInt32());
        Assert.Equal([_ids[0], _ids[2]], items.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("id").GetString()));
        Assert.Equal(6.5, (await GetAsync($"/ogc/collections/street-lamps/items/{_ids[0]}")).GetProperty("properties").GetProperty("height").GetDouble());
        Assert.True((await GetAsync("/ogc/collections/street-lamps/queryables")).GetProperty("properties").TryGetProperty("lamp", out _));
        Assert.Contains("street-lamps", (await GetAsync("/ogc/api")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_a_type_of_GraphQL()
    {
        var node = await lamps.GetAsync();
        using var answer = await node.Http.PostAsJsonAsync(
            "/graphql", new { query = "{ streetLamps(lamp: led) { totalCount nodes { id height } } __type(name: \"StreetLamp\") { name } }" }, TestContext.Current.CancellationToken);
        var data = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("data");
        Assert.Equal(2, data.GetProperty("streetLamps").GetProperty("totalCount").GetInt32());
        Assert.Equal("StreetLamp", data.GetProperty("__type").GetProperty("name").GetString());
    }

    [Fact]
    public async Task It_is_a_download()
    {
        var node = await lamps.GetAsync();
        var csv = await node.Http.GetStringAsync("/downloads/all/street-lamps.csv", TestContext.Current.CancellationToken);
        var lines = csv.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal("id,city,lamp,height,longitude,latitude", lines[0]);
        Assert.Equal(_ids, lines[1..].Select(line => line.Split(',')[0]));
    }

    [Theory]
    [InlineData("de", "Straßenlampen in Lampstadt", "Lichtpunkthöhe", "Lampenart")]
    [InlineData("en", "Street lamps in Lampstadt", "Mounting height", "Kind of lamp")]
    public async Task It_is_a_dataset_of_the_portal(string language, params string[] said)
    {
        var node = await lamps.GetAsync();
        var page = "";
        // The portal hears of imports by events.
        await Eventually.TrueAsync(
            async () => (page = await PageAsync(node, $"/datasets/lampstadt/street-lamps?lang={language}")).Contains("L-3", StringComparison.Ordinal),
            "the portal shows the rows of the dataset");
        Assert.All(said, text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.Contains(said[0], await PageAsync(node, $"/datasets?lang={language}"), StringComparison.Ordinal);
    }

    private static async Task<string> PageAsync(TestNode node, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var answer = await node.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<JsonElement> GetAsync(string address)
    {
        var node = await lamps.GetAsync();
        return await node.Http.GetFromJsonAsync<JsonElement>(address, TestContext.Current.CancellationToken);
    }

    /// <summary>A node whose repository has one city and one collection, both of them news to the programs.</summary>
    public sealed class LampNode() : Once<TestNode>(StartAsync)
    {
        private static async Task<TestNode> StartAsync()
        {
            var root = HubRoot.Combine("artifacts", "test-logs", $"litmus-{Guid.NewGuid():n}");
            Write(root, "schemas/collections/mobility/street-lamps.json", Descriptor);
            Write(root, "infra/cities/lampstadt/city.yaml", City);
            Write(root, "infra/cities/lampstadt/street-lamps.yaml", Source);
            Write(root, "data/lamps.csv", "nr;art;hoehe;ost;nord\nL-1;LED;6,5;8,1;50,1\nL-2;Gas;4,0;8,2;50,2\nL-3;LED;;8,3;50,3\n");
            Directory.CreateSymbolicLink(Path.Combine(root, "schemas", "vocabularies"), HubRoot.Combine("schemas", "vocabularies"));
            var node = await TestNode.StartAsync(
                ["lampstadt"], [HubProgram.Gateway, HubProgram.Mobility, HubProgram.Portal], new TestNodeOptions { Root = root, Data = Path.Combine(root, "data") });
            // The gateway hears of imports by events.
            await Eventually.TrueAsync(
                async () => (await node.Http.GetAsync("/ogc/collections/street-lamps/items", TestContext.Current.CancellationToken)).IsSuccessStatusCode, "the gateway knows the collection");
            return node;
        }

        private static void Write(string root, string path, string text)
        {
            var full = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        private const string Descriptor = """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "urn:urbandatahub:collection:street-lamps",
              "title": "Street lamps",
              "description": "Lamps along streets.",
              "x-hub": {
                "title": { "de": "Straßenlampen", "en": "Street lamps" },
                "description": { "de": "Lampen an Straßen.", "en": "Lamps along streets." },
                "singular": "street-lamp",
                "theme": "TRAN"
              },
              "type": "object",
              "required": [ "geometry" ],
              "properties": {
                "lamp": { "type": "string", "enum": [ "led", "gas" ], "x-hub-title": { "de": "Lampenart", "en": "Kind of lamp" }, "x-ogc-propertySeq": 1 },
                "height": { "type": "number", "x-ogc-unit": "m", "minimum": 0, "x-hub-title": { "de": "Lichtpunkthöhe", "en": "Mounting height" }, "x-ogc-propertySeq": 2 },
                "geometry": { "format": "geometry-point", "x-ogc-role": "primary-geometry" }
              }
            }
            """;

        private const string City = """
            city: lampstadt
            name: { de: Lampstadt, en: Lampstadt }
            key: "00000000"
            zone: Europe/Berlin
            bbox: [8, 50, 9, 51]
            publisher: Stadt Lampstadt
            """;

        private const string Source = """
            collection: street-lamps
            title: { de: Straßenlampen in Lampstadt, en: Street lamps in Lampstadt }
            description: { de: Alle drei., en: All three of them. }
            licence: cc-zero
            rights: A
            frequency: NEVER
            files:
              - { path: lamps.csv, url: "https://lampstadt.example/lamps.csv" }
            read: { format: csv, delimiter: ";" }
            id: nr
            map:
              lamp: { from: art, codes: { LED: led, Gas: gas } }
              height: { from: hoehe, decimal: "," }
            geometry:
              point: { x: { from: ost, decimal: "," }, y: { from: nord, decimal: "," } }
            """;
    }
}
