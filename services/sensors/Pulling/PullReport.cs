using System.Diagnostics;
using Npgsql;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Ingest.Importing;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>
/// The import report of one pull. It is written with the first rows that are news and carried on with the others, so that a
/// service that dies leaves one that is true; a pull without any news leaves none.
/// </summary>
internal sealed class PullReport(SourceFile source, SourceRegister register, RejectionsSeen seen)
{
    private const int KeptRuns = 20;
    private const string Unfinished = "Not at its end yet: the next pull goes on where this one is.";

    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;
    private ImportOutcome _outcome = new(0, 0, 0, 0);
    private IReadOnlyList<RejectedItem> _news = [];
    private long? _id;
    private (ImportOutcome Outcome, long? Id) _committed = (new(0, 0, 0, 0), null);
    private long _rejected;

    /// <summary>Rows that were read.</summary>
    public long Read { get; set; }

    /// <summary>Rows that the source declares as not meant.</summary>
    public long Skipped { get; set; }

    /// <summary>Counts what a write did.</summary>
    public void Add(ImportOutcome outcome) => _outcome = new ImportOutcome(
        _outcome.Inserted + outcome.Inserted, _outcome.Updated + outcome.Updated, _outcome.Deleted + outcome.Deleted, _outcome.Unchanged + outcome.Unchanged);

    /// <summary>Writes it in the transaction of the rows. A rejection that an earlier pull reported is no news.</summary>
    public async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<RejectedItem> rejected, CancellationToken cancel)
    {
        _news = [.. rejected.Where(seen.IsNews)];
        if (_id is not null || _outcome.Changed || _news.Count > 0)
            await WriteAsync(connection, transaction, ImportStates.Done, Unfinished, cancel);
    }

    /// <summary>What was told is known from now on.</summary>
    public void Committed()
    {
        foreach (var rejected in _news)
            seen.Add(rejected);
        _rejected += _news.Count;
        _news = [];
        _committed = (_outcome, _id);
    }

    /// <summary>Forgets what was counted since the last commit.</summary>
    public void RolledBack()
    {
        (_outcome, _id) = _committed;
        _news = [];
    }

    /// <summary>Ends it, with the state of source and dataset and the event where there is news.</summary>
    /// <param name="fault">Why the pull ended early; null if it did not.</param>
    /// <param name="isKnown">Whether the newest report says the same fault already.</param>
    public async Task EndAsync(NpgsqlConnection connection, string? fault, bool isKnown, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var state = fault is null ? ImportStates.Done : ImportStates.Failed;
        if (_id is not null || (fault is not null && !isKnown))
            await WriteAsync(connection, transaction, state, fault, cancel);
        var report = Report(state, fault);
        var news = await register.NoteAsync(connection, transaction, report, fingerprint: null, cancel);
        if (news || _id is not null)
            await Outbox.AddAsync(connection, transaction, new ImportFinished(report, DateTimeOffset.UtcNow), cancel);
        await transaction.CommitAsync(cancel);
    }

    private async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string state, string? detail, CancellationToken cancel)
    {
        _id ??= await ImportLog.BeginAsync(connection, transaction, Report(state, detail), cancel);
        await ImportLog.QuarantineAsync(connection, _id.Value, _news, cancel, _rejected);
        await ImportLog.EndAsync(connection, transaction, Report(state, detail), cancel);
        await ImportLog.TrimAsync(connection, source.City, source.Name, KeptRuns, cancel);
    }

    private ImportReport Report(string state, string? detail) => new(
        _id ?? 0, source.City, source.Collection, source.Name, state, _startedAt, Math.Round(Stopwatch.GetElapsedTime(_began).TotalMilliseconds), Read, Skipped,
        _rejected + _news.Count, _outcome.Inserted, _outcome.Updated, _outcome.Deleted, _outcome.Unchanged, detail, []);
}

/// <summary>Rejections that were reported since the service started: what a walk reads again is not told again.</summary>
internal sealed class RejectionsSeen
{
    private const int Most = 100_000;
    private readonly HashSet<int> _known = [];

    /// <summary>Whether nobody has been told of it.</summary>
    public bool IsNews(RejectedItem rejected) => !_known.Contains(Key(rejected));

    /// <summary>Notes that it was reported.</summary>
    public void Add(RejectedItem rejected)
    {
        if (_known.Count >= Most)
            _known.Clear();
        _known.Add(Key(rejected));
    }

    // Rows without a text are told apart by their line, which is another one in the next walk: better told twice than not at all.
    private static int Key(RejectedItem rejected) =>
        HashCode.Combine(rejected.File, rejected.Field, rejected.Reason, rejected.Row.Length > 0 ? rejected.Row : $"{rejected.Line}");
}
