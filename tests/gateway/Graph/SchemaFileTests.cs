namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>The schema that is checked in is that of the shipped descriptors; <c>make bless</c> writes it anew.</summary>
public sealed class SchemaFileTests
{
    private static readonly string _file = HubRoot.Combine("gateway", "Graph", "schema.graphql");

    [Fact]
    public async Task The_file_is_what_the_gateway_makes_of_the_descriptors()
    {
        var environment = new Dictionary<string, string>
        {
            ["HUB_ROOT"] = HubRoot.Path,
            ["HUB_NODE"] = Directory.GetFiles(HubRoot.Combine("infra", "nodes"), "*.yaml").Order(StringComparer.Ordinal).First(),
            // Only what is shipped, and not what was described on this machine.
            ["HUB_COLLECTIONS"] = Path.Combine(Path.GetTempPath(), "hub-no-such-folder"),
        };

        var made = await Shell.RunAsync("dotnet", [HubRoot.Assembly(HubProgram.Gateway.Assembly()), "schema"], environment);

        if (Environment.GetEnvironmentVariable("HUB_BLESS") is "1")
            await File.WriteAllTextAsync(_file, made);
        Assert.True(File.Exists(_file), $"{_file} is missing; make bless writes it.");
        Assert.True(await File.ReadAllTextAsync(_file) == made, $"{_file} is not what the gateway makes of the descriptors; make bless writes it anew.");
    }
}
