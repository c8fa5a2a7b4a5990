using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Foreign;

/// <summary>
/// The header <c>Hub-Via</c>: the nodes on whose behalf a foreign server is asked, the first one first. A foreign server may
/// be a node of ours in disguise, that asks further; a question that comes back to a node that it has passed, or has passed
/// too many, is refused, so that no question runs in a circle.
/// </summary>
public sealed class Hops(HubSettings settings, IHttpContextAccessor accessor)
{
    /// <summary>Name of the header.</summary>
    public const string Header = "Hub-Via";

    private const int Most = 3;

    /// <summary>Refuses questions that run in a circle.</summary>
    /// <exception cref="ProblemException">400: the question has been here, or has come too far.</exception>
    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var passed = Passed(context);
        if (passed.FirstOrDefault(name => !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) is { } strange)
            throw new ProblemException(StatusCodes.Status400BadRequest, "Loop", $"'{strange}' in '{Header}' is not the name of a node.");
        if (passed.Contains(settings.Node.Node))
            throw new ProblemException(StatusCodes.Status400BadRequest, "Loop", $"The question has passed '{settings.Node.Node}' before ({string.Join(", ", passed)}): a partner of one of these nodes leads back to it.");
        if (passed.Length > Most)
            throw new ProblemException(StatusCodes.Status400BadRequest, "Loop", $"The question has passed {passed.Length} nodes ({string.Join(", ", passed)}); it may pass {Most}.");
        return next(context);
    }

    /// <summary>The header of a question that is asked on behalf of the present one.</summary>
    public string Onward() => string.Join(", ", (accessor.HttpContext is { } context ? Passed(context) : []).Append(settings.Node.Node));

    private static string[] Passed(HttpContext context) =>
        context.Request.Headers[Header].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
