using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>
/// Where a city answers: own services and partners alike are base addresses below which stands
/// <c>/cities/{city}/ogc</c> (infra/decisions/0004).
/// </summary>
public sealed class Place
{
    private readonly Dictionary<string, string> _services;

    private readonly string _base;

    private Place(string city, string node, Uri url, Dictionary<string, string> services, string? @base = null) =>
        (City, Node, Public, _services, _base) = (city, node, Trim(url), services, @base ?? Trim(url));

    /// <summary>City id.</summary>
    public string City { get; }

    /// <summary>Name of the node that holds the city.</summary>
    public string Node { get; }

    /// <summary>Public address of that node, without a slash at the end.</summary>
    public string Public { get; }

    /// <summary>Whether that is this node.</summary>
    public bool Own => _services.Count > 0;

    /// <summary>Whether a foreign server holds the city; then <see cref="Foreign.ForeignHandler"/> answers for it, in this process.</summary>
    public bool IsForeign => _base != Public;

    /// <summary>Whether this node answers <c>/cities/{city}</c>; a partner node does so itself.</summary>
    public bool Here => Own || IsForeign;

    /// <summary>The parts of the city that can be reached or not on their own: the services of an own city, a partner as a whole.</summary>
    public IEnumerable<string> Parts => Own ? _services.Keys : [""];

    /// <summary>A city of this node.</summary>
    public static Place OfNode(NodeFile node, string city) =>
        new(city, node.Node, node.Url, Programs.Domains.ToDictionary(domain => domain, domain => Trim(node.Address(domain))));

    /// <summary>A city of a partner.</summary>
    public static Place OfPartner(PartnerNode partner, string city) => new(city, partner.Node, partner.Url, []);

    /// <summary>The city of a foreign server. Its address is one that no resolver knows (RFC 2606): what goes astray goes nowhere.</summary>
    public static Place OfForeign(PartnerNode partner) =>
        new(partner.Cities[0], partner.Node, partner.Url, [], $"http://{partner.Cities[0]}.foreign.invalid");

    /// <summary>The part that answers for <paramref name="domain"/>.</summary>
    public string PartOf(string domain) => Own ? domain : "";

    /// <summary>Base address that answers for the collections of <paramref name="domain"/>, without a slash at the end.</summary>
    public string Address(string domain) => Own ? _services[domain] : _base;

    private static string Trim(Uri address) => address.ToString().TrimEnd('/');
}
