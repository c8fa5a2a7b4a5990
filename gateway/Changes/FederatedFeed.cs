using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Changes;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Changes;

/// <summary>A question for the changes of several cities.</summary>
/// <param name="Cities">The cities named; null asks all that hold the collection, those too that join later.</param>
/// <param name="Strict">A missing city is then an error.</param>
public sealed record FederatedChangesQuestion(CollectionDescriptor Collection, ChangesQuestion Changes, IReadOnlyList<Place>? Cities, bool Strict)
{
    /// <summary>What a token belongs to.</summary>
    public string Scope => $"changes|{(Cities is null ? "*" : string.Join(',', Cities.Select(p => p.City)))}|{Collection.Id}";

    /// <summary>The question for one city.</summary>
    public static CityQuestion For(Place place, CollectionDescriptor collection, int limit, string? since) => new(
        place,
        collection.Domain,
        $"/cities/{place.City}/ogc/collections/{collection.Id}/changes?limit={limit}{(since is null ? "" : $"&since={Uri.EscapeDataString(since)}")}");
}

/// <summary>Asks the cities for one page of their changes.</summary>
public sealed class FederatedFeed(FanOut fanOut, Holdings holdings, CityRegistry registry, CursorCodec codec)
{
    /// <summary>Asks for one page. The caller disposes of it.</summary>
    /// <exception cref="ProblemException">400: the token belongs to another question.</exception>
    public async Task<FederatedChanges> AskAsync(FederatedChangesQuestion question, CancellationToken cancel)
    {
        var positions = Positions(question);
        var parts = Parts(question, positions);
        try
        {
            using var deadline = fanOut.Begin(cancel);
            while (await RoundAsync(question, parts, deadline))
            {
            }

            var left = positions.Select(p => p.City).Where(city => registry.Find(city) is null).ToList();
            return new FederatedChanges(parts, left, question.Scope, codec);
        }
        catch
        {
            parts.ForEach(p => p.Dispose());
            throw;
        }
    }

    /// <summary>
    /// One round: the cities that may have more share what is left of the page. Each either fills its share or has no
    /// more, so the rounds end; false when this was the last one.
    /// </summary>
    private async Task<bool> RoundAsync(FederatedChangesQuestion question, List<CityChanges> parts, Deadline deadline)
    {
        var limit = question.Changes.Limit - parts.Sum(p => p.Returned);
        var open = parts.Where(p => p.Open && Reachable(p, question.Collection)).ToList();
        if (limit == 0 || open.Count == 0)
            return false;
        var asked = open.Zip(Shares.Of(limit, open.ConvertAll(_ => (long?)null))).Where(a => a.Second > 0).ToList();
        var replies = await fanOut.AskAsync(asked.Select(a => FederatedChangesQuestion.For(a.First.Place, question.Collection, a.Second, a.First.Position.Token)), deadline);
        for (var i = 0; i < asked.Count; i++)
            asked[i].First.Take(replies[i], asked[i].Second);
        return true;
    }

    /// <summary>A city that is known to be down gets no share: the others fill the page at once.</summary>
    private bool Reachable(CityChanges part, CollectionDescriptor collection)
    {
        if (fanOut.Down(part.Place, collection) is not { } fault)
            return true;
        part.Miss(fault);
        return false;
    }

    private CityPosition[] Positions(FederatedChangesQuestion question) => question.Changes.Since switch
    {
        null or ChangesQuestion.Now => [],
        var token => codec.Decode<CityPosition[]>(token, question.Scope, "since"),
    };

    /// <summary>The cities of the token, and those that hold the collection since then: these begin at their beginning.</summary>
    private List<CityChanges> Parts(FederatedChangesQuestion question, CityPosition[] positions)
    {
        var known = positions.ToDictionary(p => p.City, StringComparer.Ordinal);
        var begin = question.Changes.Since == ChangesQuestion.Now ? ChangesQuestion.Now : null;
        var wanted = question.Cities ?? [.. registry.All.Where(p => known.ContainsKey(p.City) || holdings.Of(p, question.Collection) != Holding.No)];
        return [.. wanted.Select(place => new CityChanges(
            place, known.GetValueOrDefault(place.City) ?? new CityPosition(place.City, begin), holdings.Of(place, question.Collection)))];
    }
}
