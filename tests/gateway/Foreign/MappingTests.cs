using System.Text.Json;
using UrbanDataHub.Gateway.Foreign.Mapping;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Tests.Gateway.Foreign;

/// <summary>A mapping that is wrong stops the gateway with a sentence that names file and key.</summary>
public sealed class MappingTests
{
    private const string Right = """
        name: { de: A, en: A }
        collections:
          - collection: benches
            from: b
            publisher: P
            licence: cc-zero
            map: { name: n, kind: { from: k, codes: { x: wood } } }
        """;

    [Theory]
    [InlineData("collection: benches", "collection: chairs", "collections[0].collection: 'chairs' is not a collection")]
    [InlineData("licence: cc-zero", "licence: mine", "collections[0].licence: 'mine' is not a code")]
    [InlineData("name: n,", "", "collections[0].map.name: is missing")]
    [InlineData("name: n,", "name: n, nmae: n,", "collections[0].map.nmae: is not a property of 'benches'")]
    [InlineData("from: k,", "form: k,", "collections[0].map.kind.form: is unknown; there are from, constant")]
    [InlineData("from: k,", "from: k, constant: c,", "must have exactly one of 'from' and 'constant'")]
    [InlineData("from: k,", "from: k, scale: much,", "collections[0].map.kind.scale: 'much' must be a number")]
    [InlineData("publisher: P", "page: 0", "collections[0].page: must be from 1 to 10000")]
    [InlineData("publisher: P", "editor: P", "editor")]
    [InlineData("en: A", "fr: A", "fr")]
    public async Task A_fault_is_named(string right, string wrong, string message)
    {
        Assert.NotEmpty((await ReadAsync(Right)).Collections);

        var fault = await Assert.ThrowsAsync<ConfigurationException>(() => ReadAsync(Right.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains("mapping.yaml", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"from":"f"}""", """{"f":94}""", 94.0)]
    [InlineData("""{"from":"f","scale":"0.01"}""", """{"f":94}""", 0.94)]
    [InlineData("""{"from":"f","scale":"0.5","offset":"-16"}""", """{"f":"212"}""", 90.0)]
    [InlineData("""{"from":["a","f"]}""", """{"f":1,"a":null}""", 1.0)]
    [InlineData("""{"from":"a.0.@iot.id"}""", """{"a":[{"@iot.id":7}]}""", 7.0)]
    [InlineData("""{"from":"f","nulls":["-999"]}""", """{"f":-999}""", null)]
    [InlineData("""{"from":"f"}""", """{"f":"much"}""", null)]
    public async Task A_number_is_read_in_our_unit(string rule, string row, double? expected)
    {
        var yaml = Right.Replace("name: n,", $"name: n, height: {rule},", StringComparison.Ordinal);
        var collection = (await ReadAsync(yaml)).Collections[0];
        var fields = JsonDocument.Parse(row.Replace("{\"", "{\"n\":\"Bank\",\"", StringComparison.Ordinal)).RootElement;

        var read = collection.Read("1", fields, null);

        Assert.Equal(expected, read.Values[Enumerable.Range(0, read.Values.Count).First(i => collection.Descriptor.Properties[i].Name == "height")]);
    }

    private static async Task<ForeignCity> ReadAsync(string yaml)
    {
        var folder = Directory.CreateTempSubdirectory("hub-mapping-").FullName;
        try
        {
            var collections = Directory.CreateDirectory(Path.Combine(folder, "collections", "social")).FullName;
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Trial", "benches.json"), Path.Combine(collections, "benches.json"));
            var file = Path.Combine(folder, "mapping.yaml");
            await File.WriteAllTextAsync(file, yaml);
            var partner = new PartnerNode("p", new Uri("http://example.org"), ["fremda"], PartnerType.Ogc, file);
            return new MappingFile(CollectionCatalogue.Load(Path.GetDirectoryName(collections)!), HubRoot.Combine("schemas", "vocabularies")).Read(partner);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
