using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Ingest.Importing;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest;

/// <summary>Reports, quarantine, and the steward's two buttons: run a source, release what is held back.</summary>
public static class ImportEndpoints
{
    private const int MostReports = 500;
    private const int MostRejections = 1000;

    /// <summary>Maps the addresses of infra/decisions/0004. The POST addresses are not forwarded by the gateway.</summary>
    public static void MapImports(this WebApplication app)
    {
        app.MapGet("/imports/pending", (ImportWorker worker) => new { pending = worker.Pending });
        var imports = app.MapGroup("/cities/{city}/imports").AddEndpointFilter(RequireOwnCityAsync);
        imports.MapMethods("/", ReadMethods.All, ListAsync);
        imports.MapMethods("/{id:long}", ReadMethods.All, FindAsync);
        imports.MapMethods("/{id:long}/rejections", ReadMethods.All, RejectionsAsync);
        imports.MapPost("/", RunAsync);
        imports.MapPost("/{id:long}/release", ReleaseAsync);
    }

    private static async Task<IResult> ListAsync(string city, string? collection, string? source, string? limit, ImportLog log, CancellationToken cancel) =>
        Results.Ok(new { imports = await log.ReadAsync(city, collection, source, QueryParameters.Number("limit", limit, 20, 1, MostReports), cancel) });

    private static async Task<IResult> FindAsync(string city, long id, ImportLog log, CancellationToken cancel) =>
        Results.Ok(await RequireAsync(log, city, id, cancel));

    private static async Task<IResult> RejectionsAsync(string city, long id, string? after, string? limit, ImportLog log, CancellationToken cancel)
    {
        await RequireAsync(log, city, id, cancel);
        var most = QueryParameters.Number("limit", limit, 100, 1, MostRejections);
        var rows = await log.RejectionsAsync(id, QueryParameters.Number("after", after, 0, 0, int.MaxValue), most, cancel);
        return Results.Ok(new { rejections = rows.Select(r => r.Row), next = rows.Count == most ? rows[^1].Position : (long?)null });
    }

    private static async Task<IResult> RunAsync(string city, RunRequest request, NodeSources sources, ImportRun run, CancellationToken cancel)
    {
        var (owner, source) = sources.Find(city, request.Source) ?? throw ProblemException.NotFound($"The city '{city}' has no source '{request.Source}' here, or its file is wrong.");
        if (source.IsPulled)
            throw new ProblemException(StatusCodes.Status409Conflict, "Pulled by itself", $"The source '{source.Name}' asks a server at intervals (read.every), and has no files to import.");
        var report = await run.RunAsync(source, owner, new ImportWish(Force: request.Force), cancel);
        return report is null ? Results.NoContent() : Results.Ok(report);
    }

    private static async Task<IResult> ReleaseAsync(string city, long id, ImportLog log, NodeSources sources, ImportRun run, CancellationToken cancel)
    {
        var report = await RequireAsync(log, city, id, cancel);
        if (report.State != ImportStates.HeldBack)
            throw new ProblemException(StatusCodes.Status409Conflict, "Nothing to release", $"The import {id} is '{report.State}', not '{ImportStates.HeldBack}'.");
        var (owner, source) = sources.Find(city, report.Source) ?? throw ProblemException.NotFound($"The city '{city}' has no source '{report.Source}' any more.");
        return Results.Ok(await run.RunAsync(source, owner, new ImportWish(Force: true, Release: true), cancel));
    }

    private static async Task<ImportReport> RequireAsync(ImportLog log, string city, long id, CancellationToken cancel) =>
        await log.FindAsync(city, id, cancel) ?? throw ProblemException.NotFound($"The city '{city}' has no import {id} here.");

    private static ValueTask<object?> RequireOwnCityAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var node = context.HttpContext.RequestServices.GetRequiredService<HubSettings>().Node;
        var city = (string)context.HttpContext.GetRouteValue("city")!;
        return node.Cities.Contains(city)
            ? next(context)
            : throw ProblemException.NotFound($"The city '{city}' is not one of the node '{node.Node}'.");
    }

    /// <summary>Which source to run.</summary>
    /// <param name="Source">Name of the source file, without extension.</param>
    /// <param name="Force">Run it although nothing changed since its last success.</param>
    public sealed record RunRequest(string Source, bool Force = false);
}
