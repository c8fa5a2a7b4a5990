using System.Text.Json;
using UrbanDataHub.Features.Changes;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Changes;

/// <summary>One city's part of a federated page of changes, as it grows while the city is asked.</summary>
/// <param name="holding">Whether the city holds the collection, as far as it has said.</param>
public sealed class CityChanges(Place place, CityPosition begin, Holding holding) : IDisposable
{
    private readonly List<CityReply> _replies = [];
    private readonly List<ChangesPage> _pages = [];
    private readonly bool _known = begin.Token is not (null or ChangesQuestion.Now);
    private TimeSpan _elapsed;
    private bool _broken;
    private bool _rest = holding != Holding.No || begin.Token is not (null or ChangesQuestion.Now);

    /// <summary>Where the city answers.</summary>
    public Place Place { get; } = place;

    /// <summary>Where the page found the city.</summary>
    public CityPosition Begin { get; } = begin;

    /// <summary>Where the page leaves the city: nothing before it is left to be told.</summary>
    public CityPosition Position { get; private set; } = begin;

    /// <summary>The city's changes, in its order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces => _pages.Where(p => p.Count > 0).Select(p => p.Changes);

    /// <summary>Changes of the city in this page.</summary>
    public int Returned => _pages.Sum(p => p.Count);

    /// <summary>Whether the city may have more at once. One that was not asked may.</summary>
    public bool More => _rest && Fault is null;

    /// <summary>Why the city is missing in this page; null if it is not.</summary>
    public CityFault? Fault { get; private set; }

    /// <summary>The city does not know our token any more: its feed begins anew.</summary>
    public bool Expired { get; private set; }

    /// <summary>The city does not hold the collection, and never has while we asked.</summary>
    public bool NotHeld { get; private set; } = holding == Holding.No && begin.Token is null or ChangesQuestion.Now;

    /// <summary>Whether the city is to be asked in this round.</summary>
    public bool Open => More && !_broken;

    /// <summary>The word on this city.</summary>
    public CityAnswer Answer => new(
        Place.City, Fault?.State ?? CityStates.Answered, null, Returned, _elapsed.TotalMilliseconds, _pages.LastOrDefault()?.DataAsOf, Fault?.Detail);

    /// <summary>The city's position with its feed begun anew, if it has to be.</summary>
    public CityPosition Renewed => Expired ? new CityPosition(Place.City) : Begin;

    /// <summary>Takes in what the city replied to a question for <paramref name="asked"/> changes.</summary>
    public void Take(CityReply reply, int asked)
    {
        _replies.Add(reply);
        _elapsed += reply.Elapsed;
        if (reply.Answered)
            TakePage(reply, asked);
        else
            TakeFault(reply);
    }

    /// <summary>Notes that the city cannot be asked, and why.</summary>
    public void Miss(CityFault fault)
    {
        // What the city gave in an earlier round stays, and the next page goes on from there: then it is not missing.
        if (_pages.Count == 0)
            Fault = fault;
        else
            _broken = true;
    }

    /// <inheritdoc/>
    public void Dispose() => _replies.ForEach(r => r.Dispose());

    /// <summary>
    /// We have checked all of the question but the token; so if a city finds fault with it, the token is what is wrong, be it
    /// expired or written under a key that the city has changed since.
    /// </summary>
    private void TakeFault(CityReply reply)
    {
        if (_known && reply.Status is StatusCodes.Status410Gone or StatusCodes.Status400BadRequest)
            (Expired, _rest) = (true, false);
        else if (reply.Status == StatusCodes.Status404NotFound && !_known && holding != Holding.Yes)
            (NotHeld, _rest) = (true, false);
        else
            Miss(reply.Fault ?? CityFault.Unusable(CityClient.Refusal(reply)));
    }

    private void TakePage(CityReply reply, int asked)
    {
        ChangesPage page;
        try
        {
            page = ChangesPage.Parse(reply.Body!.Memory);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            Miss(CityFault.Unusable($"answered with no page of changes: {e.Message}"));
            return;
        }

        if (page.Count > asked || (page.Count == 0 && page.More == true))
        {
            Miss(CityFault.Unusable($"answered with {page.Count} changes{(page.More == true ? " and more to come" : "")} where {asked} were asked for"));
            return;
        }

        _pages.Add(page);
        Position = Position with { Token = page.Token };
        _rest = page.More!.Value;
    }
}
