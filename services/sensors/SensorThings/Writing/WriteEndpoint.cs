using Microsoft.AspNetCore.Http;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Answering;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Writing over HTTP (OGC 18-088, clause 10): entities one at a time, and data arrays.</summary>
internal sealed class WriteEndpoint(Sessions sessions, ServiceRoot root, EntityAnswers answers, EntityOperations operations, WriteAccess access)
{
    /// <summary>POST, PATCH, PUT and DELETE of entities.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        access.Check(context);
        QueryParameters.Check(context.Request.Query);
        var body = await Bodies.BytesAsync(context);
        var path = (string)context.Request.RouteValues["path"]!;
        var written = await sessions.DoAsync(session => operations.DoAsync(session, context.Request.Method, path, body, context.Request.ContentType), context.RequestAborted);
        await answers.TellAsync(written, root.Of(context), context.Response);
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
