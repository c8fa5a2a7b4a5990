using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UrbanDataHub.Portal.Catalogue;

namespace UrbanDataHub.Portal.Pages;

/// <summary>What a visitor sees when a page is not there, or cannot be made.</summary>
[ResponseCache(NoStore = true)]
[IgnoreAntiforgeryToken]
public sealed partial class TroubleModel(ILogger<TroubleModel> logger) : PageModel
{
    /// <summary>HTTP status of the answer.</summary>
    public int Status { get; private set; }

    /// <summary>Shows the page.</summary>
    public void OnGet(int status = StatusCodes.Status404NotFound)
    {
        var fault = HttpContext.Features.Get<IExceptionHandlerFeature>();
        Status = fault?.Error switch
        {
            null => status,
            GatewayException => StatusCodes.Status503ServiceUnavailable,
            BadHttpRequestException bad => bad.StatusCode,
            _ => StatusCodes.Status500InternalServerError,
        };
        if (fault is { Error: GatewayException away })
            Away(logger, fault.Path, away.Message);
        else if (fault is { Error: not BadHttpRequestException })
            Failed(logger, fault.Path, fault.Error);
        Response.StatusCode = Status;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The page {Path} failed")]
    private static partial void Failed(ILogger logger, string path, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The page {Path} waits for the gateway: {Reason}")]
    private static partial void Away(ILogger logger, string path, string reason);
}
