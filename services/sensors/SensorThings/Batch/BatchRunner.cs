using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Npgsql;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Writing;

namespace UrbanDataHub.Sensors.SensorThings.Batch;

/// <summary>Does the steps of a batch, each by what does it when it is asked on its own.</summary>
internal sealed partial class BatchRunner(Sessions sessions, EntityOperations operations, EntityAnswers answers, ILogger<BatchRunner> log)
{
    /// <summary>Does a step. What is wrong with it is its answer.</summary>
    /// <param name="root">The service root as the client sees it.</param>
    public async Task<StepAnswer> RunAsync(BatchStep step, string root, CancellationToken cancel)
    {
        var at = 0;
        try
        {
            if (step is { IsChangeSet: false, Operations: [{ Fault: null } only] } && HttpMethods.IsGet(only.Method))
                return new StepAnswer([await AnswerAsync(only.Id, response => answers.ReadAsync(PartAddress.Read(only.Url, root, new References()), response), cancel)], null);
            var told = await sessions.DoAsync(async session =>
            {
                var (references, all) = (new References(), new List<Func<HttpResponse, Task>>());
                for (at = 0; at < step.Operations.Count; at++)
                    all.Add(await WriteAsync(session, step.Operations[at], references, root));
                return all;
            }, cancel);
            var done = new List<OperationAnswer>();
            foreach (var (operation, tell) in step.Operations.Zip(told))
                done.Add(await AnswerAsync(operation.Id, response => DoneAsync(response, tell), cancel));
            return new StepAnswer(done, null);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            var failed = Math.Min(at, step.Operations.Count - 1);
            return new StepAnswer([await FaultAsync(step, failed, e, cancel)], failed);
        }
    }

    /// <summary>The answer to a step that is not done, as an earlier one failed.</summary>
    public static async Task<StepAnswer> SkipAsync(BatchStep step, string failed, CancellationToken cancel) =>
        new([await ProblemAsync(step.Operations[0].Id, Problems.Describe(Dependent($"It depends on '{failed}', which failed.")), cancel)], 0);

    /// <summary>The answer to an operation that was undone, or not done, as another of its change set failed.</summary>
    public static Task<OperationAnswer> UndoneAsync(Operation operation, string? failed, CancellationToken cancel) =>
        ProblemAsync(operation.Id, Problems.Describe(Dependent($"Operation '{failed}' of the same change set failed, and so nothing of it is done.")), cancel);

    private static ProblemException Dependent(string detail) => new(StatusCodes.Status424FailedDependency, "Failed dependency", detail);

    /// <summary>Writes; what it returns tells of it after the transaction.</summary>
    private async Task<Func<HttpResponse, Task>> WriteAsync(WriteSession session, Operation operation, References references, string root)
    {
        if (operation.Fault is { } fault)
            throw fault;
        if (HttpMethods.IsGet(operation.Method))
            throw Operation.Invalid("A change set holds what changes something; put GET outside of it.");
        if (!operation.Writes)
            throw new ProblemException(StatusCodes.Status405MethodNotAllowed, "Method not allowed", $"'{operation.Method}' has no meaning in a batch; there are GET, POST, PATCH, PUT and DELETE.");
        var address = PartAddress.Read(operation.Url, root, references);
        QueryOptions.Check(address.Options.Select(o => o.Key));
        var body = references.InBody(operation.Body, operation.ContentType);
        if (address.Path == DataArrays.Address && HttpMethods.IsPost(operation.Method))
            return await AddAsync(session, body, operation.ContentType, root);
        var written = await operations.DoAsync(session, operation.Method, address.Path, body, operation.ContentType);
        references.Add(operation.Id, written);
        return response => answers.TellAsync(written, root, response);
    }

    private static async Task<Func<HttpResponse, Task>> AddAsync(WriteSession session, ReadOnlyMemory<byte> body, string? contentType, string root)
    {
        using var json = Bodies.Json(body, contentType);
        var added = await DataArrays.Read(json.RootElement).AddAsync(session);
        return response => EntityAnswers.TellAsync(added, root, response);
    }

    /// <summary>Tells of what was written. It is done, even if the database cannot tell of it now: then there is no body.</summary>
    private async Task DoneAsync(HttpResponse response, Func<HttpResponse, Task> tell)
    {
        try
        {
            await tell(response);
        }
        catch (NpgsqlException e)
        {
            Untold(log, e);
        }
    }

    private static async Task<OperationAnswer> AnswerAsync(string? id, Func<HttpResponse, Task> answer, CancellationToken cancel)
    {
        using var body = new PartBody();
        var context = new DefaultHttpContext { RequestAborted = cancel };
        context.Request.Method = HttpMethods.Get;
        context.Response.Body = body;
        await answer(context.Response);
        await context.Response.BodyWriter.FlushAsync(cancel);
        return new OperationAnswer(id, context.Response.StatusCode, context.Response.Headers, body.ToArray());
    }

    private async Task<OperationAnswer> FaultAsync(BatchStep step, int at, Exception fault, CancellationToken cancel)
    {
        var (problem, id) = (Problems.Describe(fault), at < 0 ? null : step.Operations[at].Id);
        if (problem.Status >= StatusCodes.Status500InternalServerError)
            Failed(log, at, fault);
        if (step.IsChangeSet)
            problem.Extensions["operation"] = id ?? $"{at + 1}";
        return await ProblemAsync(id, problem, cancel);
    }

    private static Task<OperationAnswer> ProblemAsync(string? id, ProblemDetails problem, CancellationToken cancel) => AnswerAsync(id, response =>
    {
        response.StatusCode = problem.Status!.Value;
        return response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", cancel);
    }, cancel);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What a batch wrote could not be read for its answer")]
    private static partial void Untold(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Operation {At} of a step of a batch failed")]
    private static partial void Failed(ILogger logger, int at, Exception fault);
}
