using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>A page over several cities: each city's part, and what follows from them together.</summary>
public sealed class FederatedPage(FederatedQuestion question, IReadOnlyList<CityPart> parts, CursorCodec cursors) : IDisposable
{
    /// <summary>What was asked.</summary>
    public FederatedQuestion Question { get; } = question;

    /// <summary>The cities' parts, in the order of the answer.</summary>
    public IReadOnlyList<CityPart> Parts { get; } = parts;

    /// <summary>Features in this page.</summary>
    public int Returned => Parts.Sum(p => p.Returned);

    /// <summary>Features that match over all cities; null as soon as one city has not told.</summary>
    public long? Matched => Parts.All(p => p.Fault is null && p.Position.Matched is not null) ? Parts.Sum(p => p.Position.Matched) : null;

    /// <summary>The word on the cities. One that nobody named and that turned out not to hold the collection does not concern the answer.</summary>
    public FederationAnswer Federation => FederationAnswer.Of(
        [.. Parts.Where(p => !p.NotHeld || Question.Cities is not null).Select(p => p.Answer)]);

    /// <summary>Whether this stands in for an answer that would be passed through: its cursors are the city's own.</summary>
    public bool PassedThrough { get; init; }

    /// <summary>Where the next page begins.</summary>
    public string Cursor => PassedThrough ? Parts[0].Position.Token! : CursorAt(Parts.Select(p => p.Position));

    /// <summary>
    /// Whether walking on now yields more. Not so when all that is left lies in missing cities: a client that walks would
    /// never end.
    /// </summary>
    public bool HasNext => Question.Items.Limit > 0 && Parts.Any(p => p.Open);

    /// <summary>Whether a missing city may have more, once it is back.</summary>
    public bool HasMissing => Parts.Any(p => p.Fault is not null);

    /// <summary>Whether every city answered, and now.</summary>
    public bool Complete => Parts.All(p => p.Fault is null && !p.Stale);

    /// <summary>Whether there is nothing but missing cities.</summary>
    public bool NobodyAnswered => HasMissing && Parts.All(p => p.Fault is not null || p.NotHeld);

    /// <summary>
    /// The cursor after one feature of this page: the cities before it are where the page leaves them, those after it where
    /// the page found them.
    /// </summary>
    /// <param name="index">Position of the feature in the page, from 0.</param>
    /// <param name="id">Its id.</param>
    public string CursorAfter(int index, string id)
    {
        var left = index + 1;
        var positions = new List<CityPosition>();
        foreach (var part in Parts)
        {
            positions.Add(part.After(left, id));
            left = Math.Max(0, left - part.Returned);
        }

        return CursorAt(positions);
    }

    /// <summary>If every city that was asked says that the question is wrong, then it is.</summary>
    /// <exception cref="ProblemException">400 with the words of the first of them.</exception>
    public void ThrowIfRefused()
    {
        if (Parts.Any(p => p.Refused is not null) && Parts.All(p => p.Refused is not null || p.NotHeld))
            throw new ProblemException(StatusCodes.Status400BadRequest, "Invalid question", Parts.First(p => p.Refused is not null).Refused!);
    }

    private string CursorAt(IEnumerable<CityPosition> positions) => cursors.Encode(positions.ToArray(), Question.Scope);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in Parts)
            part.Dispose();
    }
}
