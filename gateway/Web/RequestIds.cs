using System.Diagnostics;

namespace UrbanDataHub.Gateway.Web;

/// <summary>
/// Every answer has an id in <c>X-Request-Id</c>: the client's own if it sent a plain one, the trace id otherwise, under
/// which the logs of all programs that took part know the request. Problem documents repeat it.
/// </summary>
public static class RequestIds
{
    /// <summary>Name of the header.</summary>
    public const string Header = "X-Request-Id";

    private const int Longest = 64;

    /// <summary>Puts the id on every answer.</summary>
    public static void UseRequestIds(this WebApplication app) => app.Use((context, next) =>
    {
        var told = context.Request.Headers[Header].ToString();
        context.TraceIdentifier = IsPlain(told) ? told : Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = context.TraceIdentifier;
            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>What a client sends comes back in a header, and so must be nothing but a word.</summary>
    private static bool IsPlain(string id) =>
        id.Length is > 0 and <= Longest && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
