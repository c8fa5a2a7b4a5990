using System.Globalization;
using System.Text;

namespace UrbanDataHub.Tests.Servers;

/// <summary>Name, ports and node file of a test node, fixed before it starts so that partners can name each other.</summary>
internal sealed class NodePlan
{
    // A few more than programs, for those that later issues add.
    private const int PortsOfNode = 10;

    private NodePlan(IReadOnlyList<string> cities, int? number)
    {
        Cities = cities;
        Number = number;
        Name = $"test_{Guid.NewGuid():n}"[..17];
        Port = FreePorts.Row(PortsOfNode);
        Folder = HubRoot.Combine("artifacts", "test-logs", Name);
    }

    public IReadOnlyList<string> Cities { get; }

    /// <summary>Its <c>number</c>; null for none.</summary>
    public int? Number { get; }

    public string Name { get; }

    public int Port { get; }

    /// <summary>Node file and logs.</summary>
    public string Folder { get; }

    public string File => Path.Combine(Folder, Name + ".yaml");

    public static NodePlan For(IReadOnlyList<string> cities, int? number = null) => new(cities, number);

    public Uri Address(HubProgram program) => new($"http://127.0.0.1:{Port + (int)program}");

    public TestPartner AsPartner() => new(Name, new Uri($"http://127.0.0.1:{Port}"), Cities);

    public void Write(IReadOnlyList<TestPartner> partners)
    {
        Directory.CreateDirectory(Folder);
        var yaml = new StringBuilder();
        yaml.AppendLine(CultureInfo.InvariantCulture, $"node: {Name}");
        if (Number is { } number)
            yaml.AppendLine(CultureInfo.InvariantCulture, $"number: {number}");
        yaml.AppendLine(CultureInfo.InvariantCulture, $$"""title: { de: "Test {{string.Join(", ", Cities)}}", en: "Test {{string.Join(", ", Cities)}}" }""");
        yaml.AppendLine(CultureInfo.InvariantCulture, $"url: http://127.0.0.1:{Port}");
        yaml.AppendLine(CultureInfo.InvariantCulture, $"port: {Port}");
        yaml.AppendLine(CultureInfo.InvariantCulture, $"cities: [{string.Join(", ", Cities)}]");
        yaml.AppendLine(partners.Count == 0 ? "partners: []" : "partners:");
        foreach (var partner in partners)
        {
            var foreign = partner.Type is null ? "" : $", type: {partner.Type}, mapping: \"{partner.Mapping}\"";
            yaml.AppendLine(
                CultureInfo.InvariantCulture,
                $$"""  - { node: {{partner.Node}}, url: "{{partner.Url.ToString().TrimEnd('/')}}", cities: [{{string.Join(", ", partner.Cities)}}]{{foreign}} }""");
        }

        System.IO.File.WriteAllText(File, yaml.ToString());
    }
}
