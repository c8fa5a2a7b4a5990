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
    /// Closes a part of the address space: what is not mapped there is a 404 of the API, and another method than reading a
    /// 405. Whoever reads pages is told so by a page, below the OGC APIs.
    /// </summary>
    public static void MapNothingElse(this IEndpointRouteBuilder routes, string prefix, PortalPages pages) =>
        routes.Map(prefix + "/{**rest}", context =>
        {
            if (!ReadMethods.All.Contains(context.Request.Method))
                return RefuseMethodAsync(context, ReadMethods.All);
            if (FormatParameter.IsOgc(context.Request.Path) && PortalPages.WantsPage(context.Request))
                return pages.AnswerAsync(context);
            throw ProblemException.NotFound($"There is nothing at '{context.Request.Path}'.");
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
