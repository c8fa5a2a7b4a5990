using Microsoft.Extensions.Logging;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Ingest.Importing;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>How a pull ended.</summary>
/// <param name="Fault">Why it ended early, or is not whole; null if neither.</param>
internal sealed record PullEnd(PullFault? Fault);

/// <summary>One pull of a source: its streams one after the other, page by page until each walk ends (infra/decisions/0015).</summary>
internal sealed partial class PullRun(
    ServiceDatabase database, HubSettings settings, CollectionCatalogue catalogue, Vocabularies vocabularies, PullClient client,
    SourceRegister register, ImportLog log, IEnumerable<IImportTarget> targets, ILogger<PullRun> logger)
{
    private const int MostPages = 2_000;
    private const int MostEmptyPages = 100;

    /// <summary>Pulls what is new. What was read before a fault is kept.</summary>
    public async Task<PullEnd> RunAsync(SourceFile source, CityFile city, RejectionsSeen seen, CancellationToken cancel)
    {
        var stations = catalogue.Find("monitoring-stations")!;
        var report = new PullReport(source, register, seen);
        var batch = new PullBatch(database, targets, source, source.Reading.Format == FileFormat.SensorThings ? stations : source.Descriptor, report);
        IPullServer server = source.Reading.Format == FileFormat.SensorThings
            ? new SensorThingsPull(client, source, new ForeignEntities(source, city, stations, vocabularies))
            : new OgcPull(client, source, city, settings.Data);
        PullFault? fault;
        try
        {
            fault = await WalkAllAsync(server, source, batch, cancel);
        }
        catch (PullFault e)
        {
            fault = e;
        }

        try
        {
            await batch.WriteAsync(cancel);
        }
        catch (PullFault e)
        {
            fault = e;
        }

        await EndAsync(source, report, fault, cancel);
        return new PullEnd(fault);
    }

    /// <summary>A fault of one stream does not keep the others from being read, unless the server is down.</summary>
    private async Task<PullFault?> WalkAllAsync(IPullServer server, SourceFile source, PullBatch batch, CancellationToken cancel)
    {
        var positions = await PullPositions.ReadAsync(database, source, cancel);
        var streams = await server.StreamsAsync(cancel);
        batch.Add(streams);
        PullFault? first = null;
        foreach (var stream in streams.Streams)
        {
            try
            {
                await WalkAsync(server, stream, positions.GetValueOrDefault(stream.Name) ?? new PullPosition(stream.Name, null, null, null, null), source, batch, cancel);
            }
            catch (PullFault e) when (!e.IsPassing)
            {
                first ??= e;
            }
        }

        return first;
    }

    private static async Task WalkAsync(IPullServer server, PullStream stream, PullPosition position, SourceFile source, PullBatch batch, CancellationToken cancel)
    {
        var isResumed = position.Next is not null;
        if (!isResumed)
            position = position with { WalkBegan = DateTimeOffset.UtcNow, WalkReached = null, Next = server.First(stream, position.From(source.Reading.Pull!.Overlap)) };
        var circle = new PageCircle(MostEmptyPages);
        for (var pages = 0; position.Next is { } address && pages < MostPages; pages++)
        {
            try
            {
                var page = await server.ReadAsync(stream, address, cancel);
                circle.Check(page, address);
                position = position.Behind(page);
                batch.Add(page, position);
            }
            catch (PullFault e) when (!e.IsPassing && ((isResumed && pages == 0) || e is PullCircleFault))
            {
                // The link is stale, or leads nowhere: the next walk begins anew.
                batch.Move(position with { WalkBegan = null, WalkReached = null, Next = null });
                throw;
            }

            if (batch.IsFull)
                await batch.WriteAsync(cancel);
        }
    }

    private async Task EndAsync(SourceFile source, PullReport report, PullFault? fault, CancellationToken cancel)
    {
        var detail = fault is null ? null : $"{source.Reading.Pull!.Url} {fault.Message}";
        var newest = await log.ReadAsync(source.City, collection: null, source.Name, limit: 1, cancel);
        var isKnown = newest is [var last] && (last.State, last.Detail) == (ImportStates.Failed, detail);
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await report.EndAsync(connection, detail, isKnown, cancel);
        if (detail is not null && !isKnown)
            Failed(logger, source.City, source.Name, detail);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pull {City}/{Source}: {Detail}")]
    private static partial void Failed(ILogger logger, string city, string source, string detail);
}
