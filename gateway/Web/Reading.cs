using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Web;

/// <summary>Everything here is read only: GET, and HEAD for those who want the headers alone.</summary>
public static class Reading
{
    /// <summary>The methods.</summary>
    public static readonly string[] Methods = ["GET", "HEAD"];

    /// <summary>Maps an address that knows only <paramref name="parameters"/>.</summary>
    public static void MapRead(this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, IResult> answer, params string[] parameters) =>
        routes.MapMethods(pattern, Methods, (HttpContext context) =>
        {
            KnownParameters.Check(context.Request.Query, parameters);
            return answer(context);
        });

    /// <summary>
    /// Closes a part of the address space: what is not mapped there is a 404 of the API and not a page of the portal, and
    /// another method than reading is a 405.
    /// </summary>
    public static void MapNothingElse(this IEndpointRouteBuilder routes, string prefix) =>
        routes.Map(prefix + "/{**rest}", context =>
        {
            if (Methods.Contains(context.Request.Method))
                throw ProblemException.NotFound($"There is nothing at '{context.Request.Path}'.");
            context.Response.Headers.Allow = string.Join(", ", Methods);
            throw new ProblemException(StatusCodes.Status405MethodNotAllowed, "Method not allowed", $"This address is only read, with {string.Join(" or ", Methods)}.");
        });
}
