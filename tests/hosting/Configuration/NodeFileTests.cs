using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Tests.Hosting.Configuration;

/// <summary>A wrong node file is one sentence that names the file and the key or line.</summary>
public sealed class NodeFileTests : IDisposable
{
    private const string Good = """
        node: rathaus
        url: https://hub.rathaus.example
        port: 8080
        cities: [leipzig, muenster]
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_smallest_node_file_has_ports_in_a_row_and_listens_on_loopback()
    {
        var node = Read(Good);

        Assert.Equal("rathaus", node.Node);
        Assert.Equal("rathaus", node.Title.De);
        Assert.Equal(["leipzig", "muenster"], node.Cities);
        Assert.Empty(node.Partners);
        Assert.Equal(Enumerable.Range(8080, 6), Programs.All.Select(p => node.Ports[p]));
        Assert.Equal(new Uri("http://127.0.0.1:8084"), node.Address(Programs.Social));
    }

    [Fact]
    public void A_port_of_its_own_replaces_the_one_in_the_row()
    {
        var node = Read(Good + "\nports: { social: 9000 }");

        Assert.Equal(9000, node.Ports[Programs.Social]);
        Assert.Equal(8083, node.Ports[Programs.Climate]);
    }

    [Fact]
    public void A_node_may_have_a_number()
    {
        Assert.Equal(999, Read(Good + "\nnumber: 999").Number);
        Assert.Null(Read(Good).Number);
        foreach (var wrong in (int[])[0, 1000, -1])
            Assert.Contains("number: ", Assert.Throws<ConfigurationException>(() => Read(Good + $"\nnumber: {wrong}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_partner_has_a_name_an_address_and_cities()
    {
        var partner = Assert.Single(Read(Good + "\npartners: [ { node: nord, url: \"https://nord.example\", cities: [hamburg] } ]").Partners);

        Assert.Equal("nord", partner.Node);
        Assert.Equal(new Uri("https://nord.example"), partner.Url);
        Assert.Equal(["hamburg"], partner.Cities);
    }

    [Fact]
    public void A_foreign_server_has_a_type_and_a_mapping_beside_the_node_file()
    {
        var partner = Assert.Single(Read(Good + "\npartners: [ { node: kreis, url: \"https://kreis.example/api\", cities: [kreis], type: ogc, mapping: kreis.yaml } ]").Partners);

        Assert.Equal(PartnerType.Ogc, partner.Type);
        Assert.True(Path.IsPathFullyQualified(partner.Mapping!));
        Assert.Equal("kreis.yaml", Path.GetFileName(partner.Mapping));
    }

    [Theory]
    [InlineData("type: wfs, mapping: a.yaml, cities: [kreis]", "partners.type: 'wfs' must be node, ogc or sensorthings")]
    [InlineData("type: ogc, cities: [kreis]", "partners.mapping")]
    [InlineData("mapping: a.yaml, cities: [kreis]", "partners.mapping")]
    [InlineData("type: sensorthings, mapping: a.yaml, cities: [kreis, stadt]", "partners.cities")]
    public void A_foreign_server_that_is_not_described_wholly_is_named(string partner, string key)
    {
        var fault = Assert.Throws<ConfigurationException>(() => Read(Good + $"\npartners: [ {{ node: kreis, url: \"https://kreis.example\", {partner} }} ]"));

        Assert.Contains(key, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node: Rathaus", "node: rathaus", "node: ")]
    [InlineData("node: \"a b\"", "node: rathaus", "node: ")]
    [InlineData("", "node: rathaus", "node: ")]
    [InlineData("url: hub.example", "url: https://hub.rathaus.example", "url: ")]
    [InlineData("url: /ogc", "url: https://hub.rathaus.example", "url: ")]
    [InlineData("url: ftp://hub.example", "url: https://hub.rathaus.example", "url: ")]
    [InlineData("", "url: https://hub.rathaus.example", "url: ")]
    [InlineData("port: 70000", "port: 8080", "port: ")]
    [InlineData("port: many", "port: 8080", "line 3")]
    [InlineData("", "port: 8080", "port: ")]
    [InlineData("cities: []", "cities: [leipzig, muenster]", "cities: ")]
    [InlineData("cities:", "cities: [leipzig, muenster]", "cities: ")]
    [InlineData("", "cities: [leipzig, muenster]", "cities: ")]
    [InlineData("cities: [leipzig, leipzig]", "cities: [leipzig, muenster]", "cities: ")]
    [InlineData("cities: leipzig", "cities: [leipzig, muenster]", "line 4")]
    public void A_wrong_value_names_file_and_key(string wrong, string right, string named) =>
        AssertRefused(Good.Replace(right, wrong, StringComparison.Ordinal), named);

    [Theory]
    [InlineData("partner: []", "line 5")]
    [InlineData("node: again", "line 5")]
    [InlineData("title: { de: Rathaus }", "title.en: ")]
    [InlineData("listen: everywhere", "listen: ")]
    [InlineData("ports: { gatway: 80 }", "ports.gatway: ")]
    [InlineData("ports: { portal: 0 }", "ports.portal: ")]
    [InlineData("ports: { portal: 8080 }", "ports.portal: ")]
    [InlineData("partners: [ { url: \"https://nord.example\", cities: [hamburg] } ]", "partners.node: ")]
    [InlineData("partners: [ { node: nord, url: nord, cities: [hamburg] } ]", "partners.url: ")]
    [InlineData("partners: [ { node: nord, url: \"https://nord.example\" } ]", "partners.cities: ")]
    [InlineData("partners: [ { node: nord, url: \"https://nord.example\", cities: [leipzig] } ]", "partners.cities: ")]
    [InlineData("partners: [ { node: nord, url: \"https://nord.example\", city: hamburg } ]", "line 5")]
    public void A_wrong_line_names_file_and_key(string line, string named) => AssertRefused(Good + "\n" + line, named);

    [Theory]
    [InlineData("")]
    [InlineData("just a sentence")]
    [InlineData("node: [unclosed")]
    [InlineData("- node: rathaus")]
    public void What_is_no_mapping_at_all_names_the_file(string text) => AssertRefused(text, "");

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = Path.Combine(_folder.Path, "nowhere.yaml");

        var error = Assert.Throws<ConfigurationException>(() => NodeFile.Read(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NodesOfTheRepository))]
    public void The_nodes_of_the_repository_are_right(string file) =>
        Assert.Equal(Path.GetFileNameWithoutExtension(file), NodeFile.Read(HubRoot.Combine("infra", "nodes", file)).Node);

    public static TheoryData<string> NodesOfTheRepository() =>
        new(Directory.GetFiles(HubRoot.Combine("infra", "nodes"), "*.yaml").Select(f => Path.GetFileName(f)));

    private NodeFile Read(string yaml) => NodeFile.Read(_folder.Write("node.yaml", yaml));

    private void AssertRefused(string yaml, string named)
    {
        var error = Assert.Throws<ConfigurationException>(() => Read(yaml));
        Assert.Contains(Path.Combine(_folder.Path, "node.yaml"), error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error.Message, StringComparison.Ordinal);
    }
}
