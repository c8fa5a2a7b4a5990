using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>A page over several cities: each city's part, and what follows from them together.</summary>
public sealed class FederatedPage(FederatedQuestion question, IReadOnlyList<CityPart> parts, CursorCodec cursors) : IDisposable
{
    private IReadOnlyList<MergedRow>? _merged;

    /// <summary>What was asked.</summary>
    public FederatedQuestion Question { get; } = question;

    /// <summary>The cities' parts, in the order of the answer.</summary>
    public IReadOnlyList<CityPart> Parts { get; } = parts;

    /// <summary>The features in the order of the answer: runs of one city, their bytes with the commas between them.</summary>
    public IEnumerable<(CityPart Part, ReadOnlyMemory<byte> Features)> Runs => _merged is null
        ? Parts.SelectMany(part => part.Pieces.Where(p => p.Count > 0).Select(p => (part, p.Features)))
        : _merged.Select(row => (row.Part, row.Part.Row(row.Index)));

    /// <summary>Puts the rows of all cities into one order, and leaves what the page does not take.</summary>
    public void Merge()
    {
        _merged = MergedRow.Of(Parts, Question.Items);
        foreach (var part in Parts)
            part.Keep(_merged.Count(row => row.Part == part));
    }

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
    /// The cursor after one feature of this page: each city stands behind its last feature up to there.
    /// </summary>
    /// <param name="index">Position of the feature in the page, from 0.</param>
    /// <param name="id">Its id.</param>
    public string CursorAfter(int index, string id) => CursorAt(_merged is null ? Concatenated(index + 1, id) : Merged(index + 1));

    /// <summary>If every city that was asked says that the question is wrong, then it is.</summary>
    /// <exception cref="ProblemException">400 with the words of the first of them.</exception>
    public void ThrowIfRefused()
    {
        if (Parts.Any(p => p.Refused is not null) && Parts.All(p => p.Refused is not null || p.NotHeld))
            throw new ProblemException(StatusCodes.Status400BadRequest, "Invalid question", Parts.First(p => p.Refused is not null).Refused!);
    }

    private IEnumerable<CityPosition> Concatenated(int rows, string last)
    {
        foreach (var part in Parts)
        {
            yield return part.After(rows, last);
            rows = Math.Max(0, rows - part.Returned);
        }
    }

    private IEnumerable<CityPosition> Merged(int rows) =>
        Parts.Select(part => part.After(_merged!.Take(rows).Count(row => row.Part == part), ""));

    private string CursorAt(IEnumerable<CityPosition> positions) => cursors.Encode(positions.ToArray(), Question.Scope);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in Parts)
            part.Dispose();
    }
}
