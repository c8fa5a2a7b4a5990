using System.Text.Json;
using GraphQL;
using GraphQL.Execution;
using GraphQL.SystemTextJson;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Complexity;
using GraphQL.Validation.Rules.Custom;
using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.Graph;

/// <summary><c>/graphql</c>: POST with JSON, GET with <c>?query=</c>; a browser is shown GraphiQL. There are queries only.</summary>
public sealed partial class GraphEndpoint(ISchema schema, ILogger<GraphEndpoint> logger)
{
    private const string Response = "application/graphql-response+json";
    private const string Plain = "application/json";
    private const int DeepestDocument = 15;
    private const int DearestDocument = 200_000;

    private static readonly DocumentExecuter Executer = new();
    private static readonly GraphQLSerializer Serializer = new(new JsonSerializerOptions { Encoder = Json.Options.Encoder });

    // Told before execution: a document that is too dear costs nobody but its sender.
    private static readonly IValidationRule[] Rules =
    [
        .. DocumentValidator.CoreRules,
        new QueriesOnly(),
        new ComplexityValidationRule(new ComplexityOptions
        {
            MaxDepth = DeepestDocument,
            MaxComplexity = DearestDocument,
            DefaultScalarImpact = 1,
            DefaultObjectImpact = 1,
            // Only connections multiply, by what is asked of them; the lists in them are their rows.
            DefaultListImpactMultiplier = 1,
        }),
    ];

    /// <summary>Answers a request of any method.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
            await ExecuteAsync(context, await GraphRequest.OfBodyAsync(context.Request, context.RequestAborted));
        else if (!HttpMethods.IsGet(context.Request.Method))
            await ReadRoutes.RefuseMethodAsync(context, "GET", "POST");
        else if (Accepts.Page(context.Request, Plain, Response))
            context.Response.Redirect("/graphiql" + context.Request.QueryString.ToUriComponent());
        else
            await ExecuteAsync(context, GraphRequest.OfQuery(context.Request.Query));
    }

    private async Task ExecuteAsync(HttpContext context, GraphRequest request)
    {
        var type = Negotiate(context.Request);
        if (type is null)
        {
            await Results.Problem($"The answer is {Response} or {Plain}.", statusCode: StatusCodes.Status406NotAcceptable, type: "about:blank").ExecuteAsync(context);
            return;
        }

        var log = new FederationLog { Root = PublicAddress.Root(context.Request) };
        var result = await Executer.ExecuteAsync(new ExecutionOptions
        {
            Schema = schema,
            Query = request.Query,
            OperationName = request.OperationName,
            Variables = request.Variables,
            UserContext = log,
            ValidationRules = Rules,
            RequestServices = context.RequestServices,
            UnhandledExceptionDelegate = NoteAsync,
            CancellationToken = context.RequestAborted,
        });
        result.Extensions = new Dictionary<string, object?> { ["federation"] = log.ToJson() };
        context.Response.ContentType = type + "; charset=utf-8";
        context.Response.StatusCode = result.Executed ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        await Serializer.WriteAsync(context.Response.Body, result, context.RequestAborted);
    }

    private Task NoteAsync(UnhandledExceptionContext failed)
    {
        failed.ErrorMessage = "The field could not be answered; the log of the gateway says why.";
        Failed(logger, string.Join('.', failed.FieldContext?.Path ?? []), failed.OriginalException);
        return Task.CompletedTask;
    }

    /// <summary>The type that the client prefers; JSON if it does not say, null if it wants neither.</summary>
    private static string? Negotiate(HttpRequest request)
    {
        var accepted = Accepts.Of(request);
        if (accepted.Count == 0)
            return Plain;
        return accepted
            .Select(type => type switch
            {
                Response => Response,
                Plain or "application/*" or "*/*" => Plain,
                _ => null,
            })
            .FirstOrDefault(type => type is not null);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The GraphQL field '{Field}' failed")]
    private static partial void Failed(ILogger logger, string field, Exception fault);
}
