using System.Diagnostics;
using UrbanDataHub.Gateway.Resilience;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>One question to one city: a path below its base address, and the domain whose service answers it.</summary>
/// <param name="Path">Begins with a slash; with its query.</param>
/// <param name="Body">JSON to be posted; null for a question that its address asks.</param>
public sealed record CityQuestion(Place Place, string Domain, string Path, ReadOnlyMemory<byte>? Body = null)
{
    /// <summary>The media types that are understood; JSON unless said otherwise.</summary>
    public string? Accept { get; init; }

    /// <summary>Entity tag of the answer that is there already: the city may then say 304.</summary>
    public string? KnownTag { get; init; }

    /// <summary>What the place is told of the address that the client asked (<c>Hub-Self</c>); null for what it asks by itself, or as the pass-through finds it.</summary>
    public string? Self { get; init; }

    /// <summary>Base address that is asked.</summary>
    public string Base => Place.Address(Domain);
}

/// <summary>The time by which all cities of one answer must have answered.</summary>
public sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _source;

    internal Deadline(TimeSpan length, CancellationToken cancel)
    {
        (Length, Cancel) = (length, cancel);
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _source.CancelAfter(length);
    }

    /// <summary>How long it is.</summary>
    public TimeSpan Length { get; }

    /// <summary>Cancelled when the deadline has passed or the client is gone.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationToken Cancel { get; }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}

/// <summary>Asks cities in parallel. Every one of them yields a reply: an answer in time, or why there is none.</summary>
public sealed class FanOut(CityClient client, Reachability reachability, Hedging hedging, FederationOptions options)
{
    /// <summary>Starts the clock of one answer.</summary>
    public Deadline Begin(CancellationToken cancel) => new(options.Deadline, cancel);

    /// <summary>Why a city would not be asked at the moment; null if it would.</summary>
    public CityFault? Down(Place place, CollectionDescriptor collection) => reachability.Down(place.Address(collection.Domain));

    /// <summary>Why a question would not be asked at the moment; null if it would.</summary>
    public CityFault? Down(CityQuestion question) => reachability.Down(question.Base);

    /// <summary>Notes that nothing came back for a question that was asked elsewhere.</summary>
    public void Suspect(CityQuestion question) => reachability.Suspect(question.Place, question.Base);

    /// <summary>Notes whether what came back for a question could be used.</summary>
    /// <param name="fault">Why not; null if it could.</param>
    public void Note(CityQuestion question, CityFault? fault) => reachability.Note(question.Place, question.Base, fault);

    /// <summary>Asks all; replies stand in the order of the questions, and are the caller's to dispose of.</summary>
    public Task<CityReply[]> AskAsync(IEnumerable<CityQuestion> questions, Deadline deadline) =>
        Task.WhenAll(questions.Select(q => AskAsync(q, deadline)));

    /// <summary>Asks one.</summary>
    public async Task<CityReply> AskAsync(CityQuestion question, Deadline deadline)
    {
        if (reachability.Down(question.Base) is { } down)
            return new CityReply(question.Place, 0, null, down, TimeSpan.Zero);
        var (began, address) = (Stopwatch.GetTimestamp(), question.Base + question.Path);
        var reply = question.Body is { } body
            ? await client.PostAsync(question.Place, address, body, deadline.Length, deadline.Token, deadline.Cancel)
            : await hedging.AskAsync(
                question.Base,
                deadline,
                either => client.GetAsync(question.Place, address, deadline.Length, either, deadline.Cancel, question.Accept, question.KnownTag, question.Self));
        if (reply.Fault is { Silent: true })
            reachability.Suspect(question.Place, question.Base);
        return reply with { Elapsed = Stopwatch.GetElapsedTime(began) };
    }
}
