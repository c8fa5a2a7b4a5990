using System.Text.Json;
using GraphQL;
using GraphQL.Execution;
using GraphQL.SystemTextJson;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;
using UrbanDataHub.Gateway.Graph.Documents;
using UrbanDataHub.Gateway.Graph.Limits;
using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>Runs a request, whichever way it came. Every way has the same limits and the same answers.</summary>
public sealed partial class GraphExecution(
    ISchema schema, DocumentStore documents, DocumentReader reader, GraphOptions options, ILogger<GraphExecution> logger)
{
    /// <summary>Writes results; texts as they are, not escaped beyond need.</summary>
    public static readonly GraphQLSerializer Serializer = new(new JsonSerializerOptions { Encoder = Json.Options.Encoder });

    private static readonly DocumentExecuter Executer = new();
    private readonly IValidationRule[] _answers = [.. DocumentValidator.CoreRules, new PossibleOperations(streams: false), DocumentCost.Rule(options)];
    private readonly IValidationRule[] _streams = [.. DocumentValidator.CoreRules, new PossibleOperations(streams: true), DocumentCost.Rule(options)];

    /// <summary>Runs it.</summary>
    /// <param name="root">The gateway as asked.</param>
    /// <param name="streams">Whether the client can take more than one result, and so a subscription.</param>
    /// <returns>The result, or the streams of a subscription; never an exception but for <paramref name="cancel"/>.</returns>
    public async Task<ExecutionResult> RunAsync(GraphRequest request, string root, bool streams, IServiceProvider services, CancellationToken cancel)
    {
        GraphQLDocument document;
        try
        {
            document = reader.Read(documents.Find(request));
        }
        catch (ExecutionError refused)
        {
            return new ExecutionResult { Errors = [refused] };
        }

        var log = new FederationLog { Root = root };
        var result = await Executer.ExecuteAsync(new ExecutionOptions
        {
            Schema = schema,
            Query = document.Source.ToString(),
            Document = document,
            OperationName = request.OperationName,
            Variables = request.Variables,
            UserContext = log,
            ValidationRules = streams ? _streams : _answers,
            RequestServices = services,
            UnhandledExceptionDelegate = NoteAsync,
            CancellationToken = cancel,
        });
        if (result.Streams is null)
            result.Extensions = new Dictionary<string, object?> { ["federation"] = log.ToJson() };
        else
            log.Close();
        return result;
    }

    /// <summary>Whether a result says that the request was larger than a limit.</summary>
    public static bool IsOverLimit(ExecutionResult result) =>
        result.Errors?.Any(e => e is GraphRefusal { OverLimit: true } or DocumentCost.CostError) == true;

    private Task NoteAsync(UnhandledExceptionContext failed)
    {
        failed.ErrorMessage = "The field could not be answered; the log of the gateway says why.";
        Failed(logger, string.Join('.', failed.FieldContext?.Path ?? []), failed.OriginalException);
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The GraphQL field '{Field}' failed")]
    private static partial void Failed(ILogger logger, string field, Exception fault);
}
