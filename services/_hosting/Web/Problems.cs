using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace UrbanDataHub.Hosting.Web;

/// <summary>Every error leaves a process as a problem document, and no stack trace does.</summary>
public static partial class Problems
{
    /// <summary>Registers what writes problem documents.</summary>
    public static void AddHubProblems(this IServiceCollection services) => services.AddProblemDetails();

    /// <summary>Turns exceptions and bare status codes into problem documents.</summary>
    public static void UseHubProblems(this WebApplication app)
    {
        app.UseExceptionHandler(handler => handler.Run(WriteAsync));
        app.UseStatusCodePages();
    }

    /// <summary>The document for <paramref name="fault"/>; one table maps fault to status.</summary>
    public static ProblemDetails Describe(Exception? fault)
    {
        var problem = fault switch
        {
            ProblemException p => new ProblemDetails { Status = p.Status, Title = p.Title, Detail = p.Message },
            BadHttpRequestException b => new ProblemDetails { Status = b.StatusCode, Title = "Bad request", Detail = b.Message },
            NpgsqlException { IsTransient: true } => new ProblemDetails { Status = 503, Title = "Database not available", Detail = "The database does not answer; try again in a moment." },
            _ => new ProblemDetails { Status = 500, Title = "Internal error", Detail = "The request failed; the log of the service says why." },
        };
        if (fault is ProblemException { Parameter: { } parameter })
            problem.Extensions["parameter"] = parameter;
        problem.Type = "about:blank";
        return problem;
    }

    private static async Task WriteAsync(HttpContext context)
    {
        var fault = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var problem = Describe(fault);
        if (problem.Status == 500 && fault is not null)
            Failed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Problems)), context.Request.Path, fault);
        context.Response.StatusCode = problem.Status ?? 500;
        problem.Extensions["requestId"] = context.TraceIdentifier;
        await context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The request {Path} failed")]
    private static partial void Failed(ILogger logger, string path, Exception fault);
}
