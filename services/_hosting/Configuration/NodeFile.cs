using System.Text.RegularExpressions;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Hosting.Configuration;

/// <summary>The programs of a node, in port order after the gateway.</summary>
public static class Programs
{
    public const string Gateway = "gateway";
    public const string Sensors = "sensors";
    public const string Mobility = "mobility";
    public const string Climate = "climate";
    public const string Social = "social";
    public const string Portal = "portal";

    /// <summary>In port order: the gateway's port, then one more each.</summary>
    public static readonly IReadOnlyList<string> All = [Gateway, Sensors, Mobility, Climate, Social, Portal];

    /// <summary>The domain services.</summary>
    public static readonly IReadOnlyList<string> Domains = [Sensors, Mobility, Climate, Social];
}

/// <summary>Another node that the gateway asks at query time.</summary>
/// <param name="Url">Public address of the partner's gateway.</param>
/// <param name="Cities">The cities it answers for, so that a missing one can be named even when it was never reached.</param>
public sealed record PartnerNode(string Node, Uri Url, IReadOnlyList<string> Cities);

/// <summary>What one installation is: its name, addresses, cities and partners (infra/nodes/&lt;node&gt;.yaml).</summary>
/// <param name="Url">Public address of the gateway, without a slash at the end.</param>
/// <param name="Listen">Address that every program binds to.</param>
/// <param name="Ports">Port of each program.</param>
public sealed partial record NodeFile(
    string Node,
    LocalText Title,
    Uri Url,
    string Listen,
    IReadOnlyDictionary<string, int> Ports,
    IReadOnlyList<string> Cities,
    IReadOnlyList<PartnerNode> Partners)
{
    /// <summary>Reads and checks a node file.</summary>
    /// <exception cref="ConfigurationException">Names the file and the key that is wrong.</exception>
    public static NodeFile Read(string path)
    {
        var yaml = YamlFile.Read<Yaml>(path);
        Require(NamePattern().IsMatch(yaml.Node ?? ""), path, "node", "must be a lower-case word");
        Require(Uri.TryCreate(yaml.Url, UriKind.Absolute, out var url), path, "url", "must be an absolute address");
        Require(yaml.Cities.Count > 0, path, "cities", "must name at least one city");
        Require(yaml.Port is > 0 and < 65000, path, "port", "must be a port number");
        var ports = Programs.All.Select((program, i) => (program, port: yaml.Ports.GetValueOrDefault(program, yaml.Port + i)));
        var title = yaml.Title ?? new TextYaml { De = yaml.Node!, En = yaml.Node! };
        return new NodeFile(
            yaml.Node!,
            new LocalText(title.De, title.En),
            url!,
            yaml.Listen,
            ports.ToDictionary(p => p.program, p => p.port),
            yaml.Cities,
            yaml.Partners.Select(p => ReadPartner(p, path)).ToList());
    }

    /// <summary>Where <paramref name="program"/> of this node answers on this machine.</summary>
    public Uri Address(string program) => new($"http://{Listen}:{Ports[program]}");

    private static PartnerNode ReadPartner(PartnerYaml partner, string path)
    {
        Require(!string.IsNullOrEmpty(partner.Node), path, "partners.node", "must be the partner's name");
        Require(Uri.TryCreate(partner.Url, UriKind.Absolute, out var url), path, "partners.url", "must be an absolute address");
        Require(partner.Cities.Count > 0, path, "partners.cities", "must name the partner's cities");
        return new PartnerNode(partner.Node!, url!, partner.Cities);
    }

    private static void Require(bool holds, string path, string key, string rule)
    {
        if (!holds)
            throw new ConfigurationException($"{path}: {key}: {rule}.");
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex NamePattern();

    private sealed class Yaml
    {
        public string? Node { get; set; }
        public TextYaml? Title { get; set; }
        public string? Url { get; set; }
        public string Listen { get; set; } = "127.0.0.1";
        public int Port { get; set; }
        public Dictionary<string, int> Ports { get; set; } = [];
        public List<string> Cities { get; set; } = [];
        public List<PartnerYaml> Partners { get; set; } = [];
    }

    private sealed class TextYaml
    {
        public string De { get; set; } = "";
        public string En { get; set; } = "";
    }

    private sealed class PartnerYaml
    {
        public string? Node { get; set; }
        public string? Url { get; set; }
        public List<string> Cities { get; set; } = [];
    }
}
