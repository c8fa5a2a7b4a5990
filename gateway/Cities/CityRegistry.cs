using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>All cities this gateway knows, from the node file: its own and its partners'.</summary>
public sealed class CityRegistry
{
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>Reads the registry from the node file.</summary>
    /// <exception cref="ConfigurationException">Two nodes claim the same city.</exception>
    public CityRegistry(HubSettings settings)
    {
        var own = settings.Node.Cities.Select(city => Place.OfNode(settings.Node, city));
        var partners = settings.Node.Partners.SelectMany(p => p.Type == PartnerType.Node ? p.Cities.Select(city => Place.OfPartner(p, city)) : [Place.OfForeign(p)]);
        foreach (var place in own.Concat(partners))
        {
            if (!_places.TryAdd(place.City, place))
                throw new ConfigurationException($"{settings.Node.Node}: the city '{place.City}' is named by two nodes.");
        }

        All = [.. _places.Values];
    }

    /// <summary>Own cities first, then the partners', in the order of the node file.</summary>
    public IReadOnlyList<Place> All { get; }

    /// <summary>Where the city answers; null if nobody here knows it.</summary>
    public Place? Find(string city) => _places.GetValueOrDefault(city);

    /// <summary>Where the city answers.</summary>
    /// <exception cref="ProblemException">404: unknown city.</exception>
    public Place Require(string city) =>
        Find(city) ?? throw ProblemException.NotFound($"There is no city '{city}' in this federation; there are {Names}.");

    /// <summary>The cities that a parameter names, comma-separated; null stands for "whichever hold it".</summary>
    /// <exception cref="ProblemException">400: unknown city, or one named twice.</exception>
    public IReadOnlyList<Place>? Read(string? parameter, string name = "city") =>
        parameter is null ? null : Read(parameter.Split(','), name);

    /// <summary>The cities that a list names.</summary>
    /// <exception cref="ProblemException">400: unknown city, or one named twice.</exception>
    public IReadOnlyList<Place> Read(IReadOnlyList<string> cities, string name = "city")
    {
        var places = cities
            .Select(city => Find(city) ?? throw ProblemException.Parameter400(name, $"'{city}' is not a city of this federation; there are {Names}."))
            .ToList();
        return places.Distinct().Count() == places.Count
            ? places
            : throw ProblemException.Parameter400(name, $"'{string.Join(',', cities)}' names a city twice.");
    }

    private string Names => string.Join(", ", _places.Keys);
}
