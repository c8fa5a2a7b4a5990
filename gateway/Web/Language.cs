using Microsoft.Net.Http.Headers;

namespace UrbanDataHub.Gateway.Web;

/// <summary>Titles and descriptions are in German or English, as <c>Accept-Language</c> prefers; English if it does not say.</summary>
public static class Language
{
    /// <summary>The language of this answer; says so in its headers.</summary>
    public static string Choose(HttpContext context)
    {
        var language = Of(context.Request);
        context.Response.Headers.ContentLanguage = language;
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        return language;
    }

    private static string Of(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var wanted))
            return "en";
        return wanted
            .Where(w => w.Quality is not 0)
            .OrderByDescending(w => w.Quality ?? 1)
            .Select(w => w.Value.Value!.Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(w => w is "de" or "en") ?? "en";
    }
}
