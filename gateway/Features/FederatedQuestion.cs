using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>A question to several cities, read and checked before anyone is asked.</summary>
/// <param name="Items">The question itself.</param>
/// <param name="Cities">The cities named; null asks all that hold the collection.</param>
/// <param name="Strict">A missing city is then an error.</param>
/// <param name="Filter">The filters as written, to be asked of each city: <c>&amp;name=value</c>, escaped.</param>
public sealed record FederatedQuestion(ItemsQuestion Items, IReadOnlyList<Place>? Cities, bool Strict, string Filter)
{
    /// <summary>Parameters of a question that its filters do not contain.</summary>
    private static readonly string[] Paging = ["limit", "cursor", "after", "keys", "city", "strict"];

    /// <summary>Reads the question from a query string, or from what has the same names.</summary>
    /// <exception cref="ProblemException">400: a parameter is unknown or has a bad value.</exception>
    public static FederatedQuestion Read(IQueryCollection query, CollectionDescriptor collection, CityRegistry registry)
    {
        var items = QuestionReader.Read(query, collection, "city", "strict");
        return new FederatedQuestion(items, registry.Read(query.TryGetValue("city", out var city) ? city.ToString() : null), ReadStrict(query), FilterOf(query));
    }

    /// <summary>Reads a question to one city, and makes it that city's.</summary>
    /// <exception cref="ProblemException">400: a parameter is unknown or has a bad value.</exception>
    public static CityQuestion Read(IQueryCollection query, CollectionDescriptor collection, Place place)
    {
        var items = QuestionReader.Read(query, collection, "after", "keys");
        var begin = new CityPosition(place.City, items.Cursor, query.TryGetValue("after", out var id) ? id.ToString() : null);
        var keys = query.TryGetValue("keys", out var told) && Boolean("keys", told.ToString());
        return new FederatedQuestion(items, [place], Strict: false, FilterOf(query)).For(place, items.Limit, begin, keys);
    }

    /// <summary>The one order in which the rows of all cities stand; null if the cities follow one another.</summary>
    public SortOrder? Merge => Items.Sort.Asked ? Items.Sort : null;

    /// <summary>What a cursor belongs to: the question and the cities it was asked of.</summary>
    public string Scope => $"{(Cities is null ? "*" : string.Join(',', Cities.Select(p => p.City)))}|{Items.Canonical}";

    /// <summary>The question for one city.</summary>
    /// <param name="keys">Whether the city shall tell where its rows stand in the order.</param>
    public CityQuestion For(Place place, int limit, CityPosition from, bool keys = false) => new(
        place,
        Items.Collection.Domain,
        $"/cities/{place.City}/ogc/collections/{Items.Collection.Id}/items?limit={limit}{Given("cursor", from.Token)}{Given("after", from.After)}{(keys ? "&keys=true" : "")}{Filter}");

    private static string Given(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string FilterOf(IQueryCollection query) => QueryHelpers
        .AddQueryString("", query.Where(p => !Paging.Contains(p.Key)).Select(p => KeyValuePair.Create(p.Key, (string?)p.Value.ToString())))
        .Replace('?', '&');

    /// <summary>The parameter <c>strict</c>.</summary>
    /// <exception cref="ProblemException">400: it is neither true nor false.</exception>
    public static bool ReadStrict(IQueryCollection query) => query.TryGetValue("strict", out var strict) && Boolean("strict", strict.ToString());

    private static bool Boolean(string name, string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => throw ProblemException.Parameter400(name, $"'{text}' is not true or false."),
    };
}
