using GraphQL;
using UrbanDataHub.Gateway.Graph.Streams;
using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>
/// <c>/graphql</c>: POST with JSON, GET with <c>?query=</c>; a browser is shown GraphiQL, a WebSocket and a client that wants
/// <c>text/event-stream</c> get streams. Statuses by infra/decisions/0009.
/// </summary>
public sealed class GraphEndpoint(GraphExecution execution, EventStreams events, SocketEndpoint sockets)
{
    private const string Response = "application/graphql-response+json";
    private const string Plain = "application/json";

    /// <summary>Answers a request of any method.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
            await sockets.AcceptAsync(context);
        else if (HttpMethods.IsPost(context.Request.Method))
            await AnswerAsync(context, await GraphBody.ReadAsync(context.Request, context.RequestAborted));
        else if (!HttpMethods.IsGet(context.Request.Method))
            await ReadRoutes.RefuseMethodAsync(context, "GET", "POST");
        else if (Accepts.Page(context.Request, Plain, Response, EventStreams.MediaType))
            context.Response.Redirect("/graphiql" + context.Request.QueryString.ToUriComponent());
        else
            await AnswerAsync(context, GraphRequest.OfQuery(context.Request.Query));
    }

    private async Task AnswerAsync(HttpContext context, GraphRequest request)
    {
        context.Response.Headers.Append("Vary", "Accept");
        switch (Negotiate(context.Request))
        {
            case null:
                await Results.Problem(
                    $"The answer is {Response}, {Plain} or {EventStreams.MediaType}.", statusCode: StatusCodes.Status406NotAcceptable, type: "about:blank").ExecuteAsync(context);
                break;
            case EventStreams.MediaType:
                await events.AnswerAsync(context, request);
                break;
            case { } type:
                await AnswerAsync(context, request, type);
                break;
        }
    }

    private async Task AnswerAsync(HttpContext context, GraphRequest request, string type)
    {
        var result = await execution.RunAsync(request, PublicAddress.Root(context.Request), streams: false, context.RequestServices, context.RequestAborted);
        context.Response.ContentType = type + "; charset=utf-8";
        context.Response.StatusCode = Status(result, type);
        await GraphExecution.Serializer.WriteAsync(context.Response.Body, result, context.RequestAborted);
    }

    /// <summary>
    /// What cannot be executed is a 400 for clients of today's type; those of the older one read a 200 with errors, and take
    /// another status for a broken connection. A request over a limit is a 400 for both.
    /// </summary>
    private static int Status(ExecutionResult result, string type) =>
        result.Executed || (type == Plain && !GraphExecution.IsOverLimit(result)) ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;

    /// <summary>The type that the client prefers; JSON if it does not say, null if it wants none of ours.</summary>
    private static string? Negotiate(HttpRequest request)
    {
        var accepted = Accepts.Of(request);
        if (accepted.Count == 0)
            return Plain;
        return accepted
            .Select(type => type switch
            {
                Response or EventStreams.MediaType => type,
                Plain or "application/*" or "*/*" => Plain,
                _ => null,
            })
            .FirstOrDefault(type => type is not null);
    }
}
