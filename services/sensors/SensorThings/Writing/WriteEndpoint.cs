using Microsoft.AspNetCore.Http;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.Observations;
using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Writing over HTTP (OGC 18-088, clause 10): entities one at a time, and data arrays.</summary>
internal sealed class WriteEndpoint(Sessions sessions, Intake intake, ServiceRoot root, EntityAnswers answers, EntityOperations operations, WriteAccess access)
{
    /// <summary>POST, PATCH, PUT and DELETE of entities.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        access.Check(context);
        QueryParameters.Check(context.Request.Query);
        var body = await Bodies.BytesAsync(context);
        var path = (string)context.Request.RouteValues["path"]!;
        var written = await ObserveAsync(context, path, body)
            ?? await sessions.DoAsync(session => operations.DoAsync(session, context.Request.Method, path, body, context.Request.ContentType), context.RequestAborted);
        await answers.TellAsync(written, root.Of(context), context.Response);
    }

    /// <summary>Writes a single observation together with those of others; null if it is none, or cannot be taken: then it is seen why.</summary>
    private async Task<Written?> ObserveAsync(HttpContext context, string path, ReadOnlyMemory<byte> body)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !path.EndsWith(EntityModel.Observation.Set, StringComparison.Ordinal))
            return null;
        using var json = Bodies.Json(body, context.Request.ContentType);
        if (ObservationRequest.Read(ResourcePath.Read(path), json.RootElement) is not { } observation)
            return null;
        var added = await intake.AddAsync(observation, null, context.RequestAborted);
        return added.Id is { } id ? new Written(StatusCodes.Status201Created, EntityModel.Observation, id) : null;
    }

    /// <summary>POST of data arrays: a link for each observation, or <c>error</c>.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        access.Check(context);
        using var json = Bodies.Json(await Bodies.BytesAsync(context), context.Request.ContentType);
        var array = DataArrays.Read(json.RootElement);
        var added = await sessions.DoAsync(array.AddAsync, context.RequestAborted);
        await EntityAnswers.TellAsync(added, root.Of(context), context.Response);
    }
}
