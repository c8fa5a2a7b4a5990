using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Web;

/// <summary>Maps addresses that are read only.</summary>
public static class ReadRoutes
{
    /// <summary>Maps an address that knows only <paramref name="parameters"/>.</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, IResult> answer, params string[] parameters) =>
        routes.MapMethods(pattern, ReadMethods.All, (HttpContext context) =>
        {
            QueryParameters.Check(context.Request.Query, parameters);
            return answer(context);
        });

    /// <summary>
    /// Closes a part of the address space: what is not mapped there is a 404 of the API and not a page of the portal, and
    /// another method than reading is a 405.
    /// </summary>
    public static void MapNothingElse(this IEndpointRouteBuilder routes, string prefix) =>
        routes.Map(prefix + "/{**rest}", context =>
        {
            if (ReadMethods.All.Contains(context.Request.Method))
                throw ProblemException.NotFound($"There is nothing at '{context.Request.Path}'.");
            return RefuseMethodAsync(context, ReadMethods.All);
        });

    /// <summary>405, with the methods that there are.</summary>
    public static Task RefuseMethodAsync(HttpContext context, params string[] methods)
    {
        context.Response.Headers.Allow = string.Join(", ", methods);
        return Results.Problem(
            $"'{context.Request.Method}' is not possible here; there is {string.Join(", ", methods)}.",
            statusCode: StatusCodes.Status405MethodNotAllowed,
            title: "Method not allowed",
            type: "about:blank").ExecuteAsync(context);
    }
}
