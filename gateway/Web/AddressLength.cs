using Microsoft.AspNetCore.Http.Features;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Web;

/// <summary>
/// How long an address may be (HTTP Semantics, RFC 9110, section 15.5.15). A question goes on to cities percent-encoded
/// throughout and with some parameters more; so its length is taken in that form, and what is let in here is not too long
/// there: else a city would count as failed for what a client wrote.
/// </summary>
public static class AddressLength
{
    // What is added on the way from all cities to a city's gateway, and from there to its service, fits between the three.
    private const int Longest = LongestOfOneCity - (8 * 1024);
    private const int LongestOfOneCity = HttpLimits.LongestLine - (4 * 1024);

    /// <summary>Lets pass what is not too long.</summary>
    /// <exception cref="ProblemException">414: it is.</exception>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var longest = context.Request.Path.StartsWithSegments("/cities") ? LongestOfOneCity : Longest;
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length;
        // A character becomes three at most, so that short addresses need not be looked at.
        var length = 3 * raw <= longest ? raw : Math.Max(raw, Encoded(context.Request));
        if (length <= longest)
            return next(context);
        throw new ProblemException(StatusCodes.Status414UriTooLong, "Address too long", $"Percent-encoded, the address has {length} characters; the most are {longest}.");
    }

    private static int Encoded(HttpRequest request) => request.Path.ToUriComponent().Length
        + request.Query.Sum(pair => pair.Value.Sum(value => Uri.EscapeDataString(pair.Key).Length + Uri.EscapeDataString(value ?? "").Length + 2));
}
