using System.Text.Json;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>One city's part of a federated page, as it grows while the city is asked.</summary>
/// <param name="sort">The order in which its rows are merged with those of other cities; null if they follow one another.</param>
public sealed class CityPart(Place place, CityPosition begin, SortOrder? sort) : IDisposable
{
    private readonly List<CityReply> _replies = [];
    private readonly List<Piece> _pieces = [];
    private FeaturePage? _sorted;
    private readonly CityPosition _begin = begin;
    private TimeSpan _elapsed;
    private DateTimeOffset? _dataAsOf;
    private StaleCopy? _copy;
    private string? _detail;

    /// <summary>The rows to be merged, in the city's order; none if the part is not sorted.</summary>
    public IReadOnlyList<RowKey> Keys => _sorted?.Keys ?? [];

    /// <summary>A run of features.</summary>
    public sealed record Piece(ReadOnlyMemory<byte> Features, int Count);

    /// <summary>Where the city answers.</summary>
    public Place Place { get; } = place;

    /// <summary>How far the city has come with this page.</summary>
    public CityPosition Position { get; private set; } = begin;

    /// <summary>The city's features, in its order.</summary>
    public IReadOnlyList<Piece> Pieces => _pieces;

    /// <summary>Features of the city in this page.</summary>
    public int Returned => _pieces.Sum(p => p.Count);

    /// <summary>Why the city is missing in this page; null if it is not.</summary>
    public CityFault? Fault { get; private set; }

    /// <summary>Whether rows of the city come from a copy of an earlier answer.</summary>
    public bool Stale => _copy is not null;

    /// <summary>The city says that the question itself is wrong.</summary>
    public string? Refused { get; private set; }

    /// <summary>The city turned out not to hold the collection.</summary>
    public bool NotHeld { get; private set; }

    /// <summary>How many features the city still has; null if that is unknown, or was told but turned out wrong.</summary>
    public long? Remaining => Position switch
    {
        { Done: true } => 0,
        { Matched: { } matched } when matched > Position.Delivered => matched - Position.Delivered,
        _ => null,
    };

    /// <summary>Whether the city is to be asked in this round.</summary>
    public bool Open => Fault is null && !Position.Done;

    /// <summary>The word on this city.</summary>
    public CityAnswer Answer => new(
        Place.City,
        Fault?.State ?? (Stale ? CityStates.Stale : CityStates.Answered),
        Position.Matched,
        Returned,
        _elapsed.TotalMilliseconds,
        _dataAsOf,
        Fault?.Detail ?? _copy?.Detail ?? _detail);

    /// <summary>The city's position after its first <paramref name="features"/> features in this page.</summary>
    /// <param name="last">Id of the last of them, if the part is not sorted.</param>
    public CityPosition After(int features, string last)
    {
        if (features >= Returned)
            return Position;
        return Behind(features, features > 0 && _sorted is not null ? Keys[features - 1].Text : last);
    }

    /// <summary>Takes the first rows into the page; the others are asked for again.</summary>
    public void Keep(int rows)
    {
        if (_sorted is null || rows == _sorted.Count)
            return;
        Position = Behind(rows, rows == 0 ? "" : Keys[rows - 1].Text);
        _pieces.Clear();
        _pieces.Add(new Piece(default, rows));
    }

    /// <summary>The bytes of one of the rows to be merged.</summary>
    public ReadOnlyMemory<byte> Row(int row) => _sorted!.Slices[row];

    private CityPosition Behind(int features, string last)
    {
        var begin = _begin with { Matched = Position.Matched };
        return features == 0 ? begin : begin with { Token = Place.IsForeign ? begin.Token : null, After = last, Delivered = begin.Delivered + features };
    }

    /// <summary>Notes that the city is not asked, and why.</summary>
    public CityFault Miss(CityFault fault)
    {
        // What the city gave in an earlier round stays, and the next page goes on from there: then it is not missing.
        if (_pieces.Count == 0)
            Fault = fault;
        return fault;
    }

    /// <summary>Takes in what the city replied to a question for <paramref name="asked"/> features; says why that could not be used.</summary>
    public CityFault? Take(CityReply reply, int asked)
    {
        _replies.Add(reply);
        _elapsed += reply.Elapsed;
        if (reply.Answered)
            return TakePage(reply, asked);
        if (reply.Status != StatusCodes.Status404NotFound)
            return TakeFault(reply);
        (NotHeld, Position) = (true, Position with { Done = true, Matched = 0 });
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _replies.ForEach(r => r.Dispose());

    private CityFault TakeFault(CityReply reply)
    {
        if (reply.Status == StatusCodes.Status400BadRequest)
            Refused = CityClient.Refusal(reply);
        return Miss(reply.Fault ?? CityFault.Unusable(CityClient.Refusal(reply)));
    }

    private CityFault? TakePage(CityReply reply, int asked)
    {
        FeaturePage page;
        try
        {
            page = FeaturePage.Parse(reply.Body!.Memory, sort);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Miss(CityFault.Unusable($"answered with no page of features: {e.Message}"));
        }

        if (page.Count > asked)
            return Miss(CityFault.Unusable($"answered with {page.Count} features where {asked} were asked for"));

        (Fault, _copy) = (null, reply.Copy ?? _copy);
        // The oldest that is known: a copy is at least as old as its answer.
        _dataAsOf = page.DataAsOf ?? reply.Copy?.AnsweredAt;
        _detail = page.Detail ?? _detail;
        _sorted = sort is null ? null : page;
        _pieces.Add(new Piece(page.Features, page.Count));
        Advance(page, asked);
        return null;
    }

    private void Advance(FeaturePage page, int asked)
    {
        var matched = page.Matched ?? Position.Matched;
        // A question for the count alone moves nothing.
        Position = asked == 0
            ? Position with { Matched = matched, Done = matched == 0 }
            : Position with
            {
                Token = page.Next ?? Position.Token,
                After = page.Next is null ? Position.After : null,
                Done = page.Next is null,
                Matched = matched,
                Delivered = Position.Delivered + page.Count,
            };
    }
}
