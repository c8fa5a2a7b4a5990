using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Writing;

namespace UrbanDataHub.Sensors.SensorThings.Batch;

/// <summary>
/// <c>POST $batch</c> (OGC 18-088, clause 11): many operations in one request, as multipart/mixed (OData 4.0, clause 11.7) or
/// as JSON (OData JSON Format 4.01, clause 19). They are done and answered one after the other; an error does not stop those
/// behind it.
/// </summary>
internal sealed class BatchEndpoint(BatchRunner runner, ServiceRoot root, WriteAccess access)
{
    /// <summary>Operations of a batch at most.</summary>
    public const int MostOperations = 1000;

    /// <summary>Does a batch.</summary>
    /// <exception cref="ProblemException">400, 413 or 415: it cannot be read. 401 or 403: it writes, and its client may not. Nothing was done then.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        QueryParameters.Check(context.Request.Query);
        var body = await Bodies.BytesAsync(context);
        var type = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var given) ? given.MediaType.Value?.ToUpperInvariant() : null;
        var steps = type switch
        {
            "MULTIPART/MIXED" => await MultipartBatch.ReadAsync(body, given!, context.RequestAborted),
            "APPLICATION/JSON" => JsonBatch.Read(body),
            _ => throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", $"The body is '{context.Request.ContentType}'; a batch is multipart/mixed or application/json."),
        };
        if (steps.Sum(s => s.Operations.Count) > MostOperations)
            throw new ProblemException(StatusCodes.Status413PayloadTooLarge, "Too large", $"The batch has more than {MostOperations} operations; send several batches.");
        if (steps.Any(s => s.Operations.Any(o => o.Writes)))
            access.Check(context);
        if (type == "APPLICATION/JSON")
            await JsonAnswer.WriteAsync(context, steps, step => runner.RunAsync(step, root.Of(context), context.RequestAborted));
        else
            await MultipartAnswer.WriteAsync(context.Response, steps, step => runner.RunAsync(step, root.Of(context), context.RequestAborted));
    }
}
