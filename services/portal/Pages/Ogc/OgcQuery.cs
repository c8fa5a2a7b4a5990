using System.Net;
using UrbanDataHub.Portal.Language;

namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>The query of an address, each parameter as it was written.</summary>
public sealed class OgcQuery
{
    private readonly IReadOnlyList<Pair> _pairs;

    private OgcQuery(IEnumerable<Pair> pairs) => _pairs = [.. pairs];

    /// <summary>The parameters, in their order.</summary>
    public IEnumerable<(string Name, string Value)> Pairs => _pairs.Select(p => (p.Name, p.Value));

    /// <summary>Whether a parameter is there without a value, as forms send fields that nobody filled in.</summary>
    public bool HasEmpty => _pairs.Any(p => p.Value.Length == 0);

    /// <summary>The first value of a parameter; null without one.</summary>
    public string? this[string name] => _pairs.FirstOrDefault(p => p.Name == name)?.Value;

    /// <summary>Reads a query, without the language, which is a matter of the pages alone.</summary>
    public static OgcQuery Read(QueryString query) => new OgcQuery(
        (query.Value ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Pair.Read)).Without(Languages.Key);

    /// <summary>The same without some parameters.</summary>
    public OgcQuery Without(params IReadOnlyCollection<string> names) => new(_pairs.Where(p => !names.Contains(p.Name)));

    /// <summary>The same without empty parameters.</summary>
    public OgcQuery Filled() => new(_pairs.Where(p => p.Value.Length > 0));

    /// <summary>The same with one value for a parameter.</summary>
    public OgcQuery With(string name, string value) =>
        new(Without(name)._pairs.Append(new Pair(name, value, $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}")));

    /// <summary>With its question mark; empty without parameters.</summary>
    public override string ToString() => _pairs.Count == 0 ? "" : "?" + string.Join('&', _pairs.Select(p => p.Written));

    private sealed record Pair(string Name, string Value, string Written)
    {
        public static Pair Read(string written)
        {
            var parts = written.Split('=', 2);
            return new Pair(WebUtility.UrlDecode(parts[0]), parts.Length == 1 ? "" : WebUtility.UrlDecode(parts[1]), written);
        }
    }
}
