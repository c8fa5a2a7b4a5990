using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Downloads;

/// <summary>
/// The cities of a joined download. All are opened and looked at before the first byte leaves; but only the first stays
/// open, and the others are opened again when it is their turn: a slow client would otherwise keep a transaction open in
/// every city, and run into every time-out on the way.
/// </summary>
public sealed class OpenCities(CityClient client, FanOut fanOut, FederationOptions options) : IAsyncDisposable
{
    private readonly List<CityAnswer> _answers = [];
    private readonly List<CityQuestion> _open = [];
    private DownloadStream? _first;

    /// <summary>The cities that can be read.</summary>
    public IReadOnlyList<CityQuestion> Open => _open;

    /// <summary>The word on all cities.</summary>
    public FederationAnswer Federation => FederationAnswer.Of([.. _answers]);

    /// <summary>Opens all.</summary>
    public async Task OpenAsync(IEnumerable<CityQuestion> questions, IDownloadJoin join, Deadline deadline)
    {
        var tries = questions.Select(q => (question: q, stream: TryAsync(q, deadline))).ToList();
        foreach (var (question, opening) in tries)
        {
            var (stream, fault) = await opening;
            fault ??= await CheckAsync(stream!, join, deadline);
            _answers.Add(new CityAnswer(question.Place.City, fault?.State ?? CityStates.Answered, null, 0, 0, Detail: fault?.Detail));
            if (fault is null)
                _open.Add(question);
            if (fault is null && _first is null)
                _first = stream;
            else if (stream is not null)
                await stream.DisposeAsync();
        }
    }

    /// <summary>Copies the rows of all that are open, one city after the other.</summary>
    /// <exception cref="DownloadBrokenException">One of them broke off, or is gone.</exception>
    public async Task CopyAsync(IDownloadJoin join, CancellationToken cancel)
    {
        for (var i = 0; i < _open.Count; i++)
        {
            await using var stream = i == 0 ? _first! : await ReopenAsync(_open[i], join, cancel);
            var count = await join.CopyAsync(stream, cancel);
            var answer = _answers.FindIndex(a => a.City == stream.City);
            _answers[answer] = _answers[answer] with { NumberReturned = (int)count };
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_first is not null)
            await _first.DisposeAsync();
    }

    private async Task<DownloadStream> ReopenAsync(CityQuestion question, IDownloadJoin join, CancellationToken cancel)
    {
        using var deadline = fanOut.Begin(cancel);
        var (stream, fault) = await TryAsync(question, deadline);
        fault ??= await CheckAsync(stream!, join, deadline);
        if (fault is null)
            return stream!;
        if (stream is not null)
            await stream.DisposeAsync();
        throw new DownloadBrokenException(question.Place.City, fault.Detail);
    }

    private async Task<(DownloadStream? Stream, CityFault? Fault)> TryAsync(CityQuestion question, Deadline deadline)
    {
        if (fanOut.Down(question) is { } down)
            return (null, down);
        try
        {
            return (await DownloadStream.OpenAsync(client, question, options.Stall, deadline.Token), null);
        }
        catch (DownloadBrokenException e)
        {
            return (null, CityFault.Unusable(e.Reason));
        }
        catch (OperationCanceledException) when (!deadline.Cancel.IsCancellationRequested)
        {
            fanOut.Suspect(question);
            return (null, CityFault.Late(deadline.Length));
        }
    }

    private static async Task<CityFault?> CheckAsync(DownloadStream stream, IDownloadJoin join, Deadline deadline)
    {
        try
        {
            await join.CheckAsync(stream, deadline.Token);
            return null;
        }
        catch (DownloadBrokenException e)
        {
            return CityFault.Unusable(e.Reason);
        }
        catch (OperationCanceledException) when (!deadline.Cancel.IsCancellationRequested)
        {
            return CityFault.Late(deadline.Length);
        }
    }
}
