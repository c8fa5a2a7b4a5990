using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>One city as <c>/cities</c> tells it.</summary>
/// <param name="Url">Where its own OGC API stands, at the node that holds it.</param>
/// <param name="State">One of <see cref="CityStates"/>.</param>
/// <param name="Detail">Why it is not <see cref="CityStates.Answered"/>.</param>
public sealed record CityEntry(string Id, LocalText Name, string Node, string Url, string State, int Collections, string? Detail);

/// <summary>The cities of the federation and their datasets, as last heard.</summary>
public sealed class CitiesEndpoints(CityRegistry registry, CityNames names, Holdings holdings, CityStatus status, Asked asked)
{
    /// <summary>Every city, own ones first.</summary>
    public IEnumerable<CityEntry> Entries(string root) => registry.All.Select(place =>
    {
        var answer = status.Of(place);
        var url = $"{(place.Here ? root : place.Public)}/cities/{place.City}/ogc";
        return new CityEntry(place.City, names[place.City], place.Node, url, answer.State, answer.NumberReturned, answer.Detail);
    });

    /// <summary>The datasets of some cities, and how current that is.</summary>
    public (IReadOnlyList<Dataset> Datasets, FederationAnswer Federation) Datasets(IReadOnlyList<Place> places) =>
        ([.. places.SelectMany(p => p.Parts.SelectMany(part => holdings.Of(p, part).Datasets.Values).OfType<Dataset>())], status.Federation(places));

    /// <summary><c>/cities</c></summary>
    public IResult Cities(HttpContext context) => Json.Answer(new { cities = Entries(PublicAddress.Root(context.Request)) });

    /// <summary><c>/datasets</c></summary>
    public IResult AllDatasets(HttpContext context) => Answer(registry.All);

    /// <summary><c>/cities/{city}/datasets</c></summary>
    public IResult DatasetsOfCity(HttpContext context) =>
        asked.RedirectedToPartner(context, out var place) ? Results.Empty : Answer([place]);

    private IResult Answer(IReadOnlyList<Place> places)
    {
        var (datasets, federation) = Datasets(places);
        return Json.Answer(new { datasets, federation });
    }
}
