using System.Net;
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

/// <summary>What a partner speaks.</summary>
public enum PartnerType
{
    /// <summary>A node like this one.</summary>
    Node,

    /// <summary>Any server of OGC API Features Part 1.</summary>
    Ogc,

    /// <summary>Any server of OGC SensorThings API 1.1.</summary>
    SensorThings,
}

/// <summary>Another node, or a foreign server, that the gateway asks at query time.</summary>
/// <param name="Url">Public address of the partner's gateway; of a foreign server its landing page.</param>
/// <param name="Cities">The cities it answers for, so that a missing one can be named even when it was never reached; of a foreign server one.</param>
/// <param name="Type">What it speaks.</param>
/// <param name="Mapping">Path of the file that says how a foreign server's data becomes ours; null for a node.</param>
public sealed record PartnerNode(string Node, Uri Url, IReadOnlyList<string> Cities, PartnerType Type = PartnerType.Node, string? Mapping = null);

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
    /// <summary>Largest number of a node. Ids of entities step by one more, so that the remainder says whose they are.</summary>
    public const int LargestNumber = 999;

    /// <summary>
    /// Number of the node, from 1 to <see cref="LargestNumber"/>, that no partner has: the ids of its SensorThings entities end
    /// in it (infra/decisions/0012). Null for a node whose entities are not federated.
    /// </summary>
    public int? Number { get; init; }

    /// <summary>Reads and checks a node file.</summary>
    /// <exception cref="ConfigurationException">Names the file and the key that is wrong.</exception>
    public static NodeFile Read(string path)
    {
        var yaml = YamlFile.Read<Yaml>(path);
        Require(NamePattern().IsMatch(yaml.Node ?? ""), path, "node", "must be a lower-case word");
        Require(IPAddress.TryParse(yaml.Listen, out _), path, "listen", $"'{yaml.Listen}' must be an IP address of this machine, such as 127.0.0.1");
        Require(yaml.Number is null or (>= 1 and <= LargestNumber), path, "number", $"{yaml.Number} must be a whole number from 1 to {LargestNumber} that no partner has");
        return new NodeFile(
            yaml.Node!,
            ReadTitle(yaml, path),
            ReadUrl(yaml.Url, path, "url"),
            yaml.Listen,
            ReadPorts(yaml, path),
            ReadCities(yaml.Cities, [], path, "cities"),
            (yaml.Partners ?? []).Select(p => ReadPartner(p, yaml.Cities!, path)).ToList())
        {
            Number = yaml.Number,
        };
    }

    /// <summary>Where <paramref name="program"/> of this node answers on this machine.</summary>
    public Uri Address(string program) => new UriBuilder(Uri.UriSchemeHttp, Listen, Ports[program]).Uri;

    private static LocalText ReadTitle(Yaml yaml, string path)
    {
        if (yaml.Title is not { } title)
            return new LocalText(yaml.Node!, yaml.Node!);
        Require(!string.IsNullOrEmpty(title.De), path, "title.de", "must be the title in German");
        Require(!string.IsNullOrEmpty(title.En), path, "title.en", "must be the title in English");
        return new LocalText(title.De!, title.En!);
    }

    private static Uri ReadUrl(string? text, string path, string key)
    {
        // "/a" is an absolute file address on Linux, so the scheme has to be looked at.
        var isRight = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        Require(isRight, path, key, $"'{text}' must be an address that begins with http:// or https://");
        return url!;
    }

    private static Dictionary<string, int> ReadPorts(Yaml yaml, string path)
    {
        Require(yaml.Port is > 0 and < 65000, path, "port", "must be a port number");
        var given = yaml.Ports ?? [];
        foreach (var (name, port) in given)
        {
            Require(Programs.All.Contains(name), path, $"ports.{name}", $"is no program; there are {string.Join(", ", Programs.All)}");
            Require(port is > 0 and < 65536, path, $"ports.{name}", $"{port} must be a port number");
        }

        var ports = Programs.All.Select((program, i) => (program, port: given.GetValueOrDefault(program, yaml.Port + i))).ToDictionary(p => p.program, p => p.port);
        foreach (var (name, port) in given)
            Require(ports.Values.Count(p => p == port) == 1, path, $"ports.{name}", $"{port} is the port of another program, too");
        return ports;
    }

    private static List<string> ReadCities(List<string>? cities, List<string> others, string path, string key)
    {
        Require(cities is { Count: > 0 }, path, key, "must name at least one city");
        foreach (var city in cities!)
        {
            Require(CityPattern().IsMatch(city ?? ""), path, key, $"'{city}' must be lower-case words joined by '-'");
            Require(cities.Count(c => c == city) == 1 && !others.Contains(city!), path, key, $"'{city}' is there twice");
        }

        return cities;
    }

    private static PartnerNode ReadPartner(PartnerYaml partner, List<string> own, string path)
    {
        Require(!string.IsNullOrEmpty(partner.Node), path, "partners.node", "must be the partner's name");
        var type = partner.Type switch
        {
            null or "node" => PartnerType.Node,
            "ogc" => PartnerType.Ogc,
            "sensorthings" => PartnerType.SensorThings,
            _ => throw new ConfigurationException($"{path}: partners.type: '{partner.Type}' must be node, ogc or sensorthings."),
        };
        var cities = ReadCities(partner.Cities, own, path, "partners.cities");
        var isForeign = type != PartnerType.Node;
        Require(!isForeign || cities.Count == 1, path, "partners.cities", "of a foreign server must be one city: its mapping is about one");
        Require(isForeign != string.IsNullOrEmpty(partner.Mapping), path, "partners.mapping", "must be a file for a foreign server, and is nothing for a node");
        // As written in the node file, so that both can be moved together.
        var mapping = isForeign ? Path.GetFullPath(partner.Mapping!, Path.GetDirectoryName(Path.GetFullPath(path))!) : null;
        return new PartnerNode(partner.Node!, ReadUrl(partner.Url, path, "partners.url"), cities, type, mapping);
    }

    private static void Require(bool holds, string path, string key, string rule)
    {
        if (!holds)
            throw new ConfigurationException($"{path}: {key}: {rule}.");
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex CityPattern();

    private sealed class Yaml
    {
        public string? Node { get; set; }
        public int? Number { get; set; }
        public TextYaml? Title { get; set; }
        public string? Url { get; set; }
        public string Listen { get; set; } = "127.0.0.1";
        public int Port { get; set; }
        public Dictionary<string, int>? Ports { get; set; }
        public List<string>? Cities { get; set; }
        public List<PartnerYaml>? Partners { get; set; }
    }

    private sealed class TextYaml
    {
        public string? De { get; set; }
        public string? En { get; set; }
    }

    private sealed class PartnerYaml
    {
        public string? Node { get; set; }
        public string? Url { get; set; }
        public List<string>? Cities { get; set; }
        public string? Type { get; set; }
        public string? Mapping { get; set; }
    }
}
