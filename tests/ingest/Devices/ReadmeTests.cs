using System.Text.RegularExpressions;
using UrbanDataHub.Sensors.Devices;

namespace UrbanDataHub.Tests.Ingest.Devices;

/// <summary>The example that people will copy.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void The_example_of_the_README_reads_an_uplink()
    {
        var example = Yaml().Match(File.ReadAllText(HubRoot.Combine("services", "sensors", "Devices", "README.md"))).Groups[1].Value;
        using var town = new DeviceTown(example).With("orchard", "soil-temperature", "K").With("orchard", "moisture", "%");
        var message = town.Read(Uplinks.ChirpStackTopic, Uplinks.ChirpStack(u => u.Remove("object")))!;
        Assert.Empty(message.Faults);
        Assert.Equal(
            [("soil-temperature", 296.62, "K"), ("moisture", 255, "%"), ("frost", 0, "1"), ("signal", -101, "dB[mW]")],
            message.Readings.Select(r => (((DatastreamReference.ByKey)r.Datastream).Key, r.Value, r.Unit)));
        Assert.Null(town.Read(Uplinks.ChirpStackTopic, Uplinks.ChirpStack(u => u["fPort"] = 3)));
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
