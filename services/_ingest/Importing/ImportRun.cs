using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>How a run is meant.</summary>
/// <param name="Force">Run although neither files nor mapping changed since the last success.</param>
/// <param name="Release">Delete what the source no longer holds, however much it is.</param>
public sealed record ImportWish(bool Force = false, bool Release = false);

/// <summary>
/// One run of a source: read and map its files, write good rows, quarantine and report, and the events, in one
/// transaction. A file that is broken as a whole changes nothing but the report.
/// </summary>
public sealed partial class ImportRun(
    ServiceDatabase database,
    ImportLog log,
    SourceRegister register,
    IEnumerable<IImportTarget> targets,
    HubSettings settings,
    ILogger<ImportRun> logger)
{
    private const int KeptRuns = 20;

    /// <summary>Runs the source; the report, or null when nothing changed since the last success and none is forced.</summary>
    public async Task<ImportReport?> RunAsync(SourceFile source, CityFile city, ImportWish wish, CancellationToken cancel)
    {
        var fingerprint = ContentFingerprint.Of(source, settings.Data);
        if (!wish.Force && fingerprint is not null && await register.IsImportedAsync(source, fingerprint, cancel))
            return null;

        var began = Stopwatch.GetTimestamp();
        var id = await log.BeginAsync(source.City, source.Collection, source.Name, cancel);
        var report = new ImportReport(id, source.City, source.Collection, source.Name, ImportStates.Running, DateTimeOffset.UtcNow, 0, 0, 0, 0, 0, 0, 0, 0, null, []);
        var rows = SourceRows.Open(source, city, source.Descriptor, settings.Data);
        ImportReport Timed(ImportReport r) => r with { DurationMs = Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds), Read = rows.RowsRead, Skipped = rows.RowsSkipped, Files = rows.Files };
        try
        {
            report = await WriteAsync(source, rows, report, Timed, wish, fingerprint, cancel);
        }
        catch (Exception e) when (e is BrokenFileException || IsOfData(e))
        {
            report = await FailAsync(source, Timed(report), e.Message, cancel);
        }

        Ended(logger, source.City, source.Name, report.State, report.Inserted, report.Updated, report.Deleted, report.Rejected, report.Detail);
        return report;
    }

    /// <summary>Data that PostgreSQL refuses (classes 22, 23) or PostGIS cannot read (XX000); anything else is a fault of the moment.</summary>
    private static bool IsOfData(Exception e) =>
        e is PostgresException { SqlState: var state } && (state.StartsWith("22", StringComparison.Ordinal) || state.StartsWith("23", StringComparison.Ordinal) || state == "XX000");

    /// <summary>Reports why a source is not run.</summary>
    public async Task<ImportReport> RefuseAsync(RefusedSource refused, CancellationToken cancel)
    {
        var (city, source, collection) = (refused.City, refused.Name, refused.Collection ?? "");
        var id = await log.BeginAsync(city, collection, source, cancel);
        var report = new ImportReport(id, city, collection, source, refused.State, DateTimeOffset.UtcNow, 0, 0, 0, 0, 0, 0, 0, 0, refused.Reason, []);
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await EndAsync(connection, transaction, report, null, cancel);
        await transaction.CommitAsync(cancel);
        Ended(logger, city, source, report.State, 0, 0, 0, 0, refused.Reason);
        return report;
    }

    private async Task<ImportReport> WriteAsync(
        SourceFile source, SourceRows rows, ImportReport report, Func<ImportReport, ImportReport> timed, ImportWish wish, string? fingerprint, CancellationToken cancel)
    {
        var target = targets.Single(t => t.Takes(source.Order));
        var rejections = new Rejections();
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var context = new ImportContext(source, connection, transaction, rejections, wish.Release);
        var outcome = await target.WriteAsync(context, rejections.Sift(rows.Read(cancel)), cancel);

        await ImportLog.QuarantineAsync(connection, report.Id, rejections.Items, cancel);
        report = timed(report) with
        {
            State = outcome.HeldBack is null ? ImportStates.Done : ImportStates.HeldBack,
            Rejected = rejections.Items.Count,
            Inserted = outcome.Inserted,
            Updated = outcome.Updated,
            Deleted = outcome.Deleted,
            Unchanged = outcome.Unchanged,
            Detail = outcome.HeldBack,
        };
        await EndAsync(connection, transaction, report, fingerprint, cancel);
        await transaction.CommitAsync(cancel);
        return report;
    }

    private async Task<ImportReport> FailAsync(SourceFile source, ImportReport report, string reason, CancellationToken cancel)
    {
        report = report with { State = ImportStates.Failed, Detail = reason };
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await EndAsync(connection, transaction, report, null, cancel);
        await transaction.CommitAsync(cancel);
        return report;
    }

    /// <summary>Report, state of the source and of its dataset, and the event, which an import without any effect does not raise.</summary>
    private async Task EndAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ImportReport report, string? fingerprint, CancellationToken cancel)
    {
        await ImportLog.EndAsync(connection, transaction, report, cancel);
        var news = await register.NoteAsync(connection, transaction, report, fingerprint, cancel);
        if (news || report.Inserted + report.Updated + report.Deleted > 0 || report.State != ImportStates.Done)
            await Outbox.AddAsync(connection, transaction, new ImportFinished(report, DateTimeOffset.UtcNow), cancel);
        await ImportLog.TrimAsync(connection, report.City, report.Source, KeptRuns, cancel);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Import {City}/{Source}: {State}, {Inserted} inserted, {Updated} updated, {Deleted} deleted, {Rejected} rejected. {Detail}")]
    private static partial void Ended(ILogger logger, string city, string source, string state, long inserted, long updated, long deleted, long rejected, string? detail);
}
