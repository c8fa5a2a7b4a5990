using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Tiling;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>A question for a tile, read and checked before anyone is asked.</summary>
/// <param name="Collections">The layers.</param>
/// <param name="Cities">The cities named; null asks all that hold a collection.</param>
/// <param name="Strict">A missing city is then an error.</param>
/// <param name="Time">The parameter <c>datetime</c> as written; null if it is not given.</param>
public sealed record FederatedTile(
    TileAddress Tile, IReadOnlyList<CollectionDescriptor> Collections, IReadOnlyList<Place>? Cities, bool Strict, string? Time)
{
    private const string CollectionsParameter = "collections";

    /// <summary>Reads a question over <paramref name="all"/> collections, of the federation or, if it is named, of one city.</summary>
    /// <param name="selectable">Whether the parameter <c>collections</c> may choose some (OGC API Tiles Part 1, clause 11).</param>
    /// <exception cref="ProblemException">400: a parameter is unknown or has a bad value; 404: there is no such tile.</exception>
    public static FederatedTile Read(HttpContext context, Place? city, IReadOnlyList<CollectionDescriptor> all, bool selectable, CityRegistry registry)
    {
        var query = context.Request.Query;
        QueryParameters.Check(query, [.. Parameters(city is not null, selectable)]);
        var tile = TileAddress.Read(context);
        _ = QuestionReader.Time(query);
        return new FederatedTile(
            tile,
            query.TryGetValue(CollectionsParameter, out var chosen) ? Choose(chosen.ToString(), all) : all,
            city is not null ? [city] : registry.Read(query.TryGetValue("city", out var cities) ? cities.ToString() : null),
            FederatedQuestion.ReadStrict(query),
            query.TryGetValue(QuestionReader.TimeParameter, out var time) ? time.ToString() : null);
    }

    /// <summary>The parameters that a tile of the scope knows.</summary>
    public static IEnumerable<string> Parameters(bool ofOneCity, bool selectable)
    {
        yield return QuestionReader.TimeParameter;
        if (selectable)
            yield return CollectionsParameter;
        if (ofOneCity)
            yield break;
        yield return "city";
        yield return "strict";
    }

    private static List<CollectionDescriptor> Choose(string text, IReadOnlyList<CollectionDescriptor> all) => [.. text.Split(',').Distinct().Select(id =>
        all.FirstOrDefault(c => c.Id == id) ?? throw ProblemException.Parameter400(
            CollectionsParameter, $"'{id}' is not a collection with tiles; there are {string.Join(", ", all.Select(c => c.Id))}."))];
}
