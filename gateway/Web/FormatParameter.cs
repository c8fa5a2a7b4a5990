using Microsoft.Net.Http.Headers;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Web;

/// <summary>
/// The parameter <c>f</c> of the OGC APIs: <c>json</c> or <c>html</c>, for those who cannot set <c>Accept</c>, such as a
/// link. It is taken off before anything else reads the question.
/// </summary>
public static class FormatParameter
{
    /// <summary>Name of the parameter.</summary>
    public const string Name = "f";

    private static readonly object Key = new();

    /// <summary>Its values, and the type each stands for.</summary>
    public static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["json"] = "application/json",
        ["html"] = "text/html",
    };

    /// <summary>Lets requests below the OGC APIs choose by parameter.</summary>
    public static void UseFormatParameter(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Query.ContainsKey(Name) && IsOgc(context.Request.Path))
            Apply(context.Request);
        return next(context);
    });

    /// <summary>The question with what was taken off it, for another place that shall read it as it was asked.</summary>
    public static QueryString AsAsked(HttpRequest request) =>
        request.HttpContext.Items[Key] is string format ? request.QueryString.Add(Name, format) : request.QueryString;

    private static void Apply(HttpRequest request)
    {
        var values = request.Query[Name];
        QueryParameters.CheckOnce(Name, values);
        if (!Types.TryGetValue(values.ToString(), out var type))
            throw ProblemException.Parameter400(Name, $"'{values}' is not a format here; there are {string.Join(", ", Types.Keys)}.");
        request.HttpContext.Items[Key] = values.ToString();
        request.Headers[HeaderNames.Accept] = type;
        request.QueryString = new QueryString(PublicAddress.Without(request.QueryString.Value, Name));
    }

    /// <summary>Whether an address is one of the OGC APIs.</summary>
    public static bool IsOgc(PathString path) =>
        path.StartsWithSegments("/ogc")
        || (path.StartsWithSegments("/cities", out var rest) && rest.Value!.Split('/') is ["", _, "ogc", ..]);
}
