using System.Net;
using Microsoft.Net.Http.Headers;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Hosting.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms.Builder;

namespace UrbanDataHub.Gateway.Web;

/// <summary>
/// The pages of the portal, which answers all that is no interface. An address that people and programs share answers
/// with the portal's page to whoever names <c>text/html</c> in <c>Accept</c>, as browsers do and programs do not.
/// </summary>
public sealed class PortalPages(IHttpForwarder forwarder, ITransformBuilder transforms, CityClient client, HubSettings settings)
{
    private static readonly ForwarderRequestConfig Config = new() { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private readonly string _portal = settings.Node.Address(Programs.Portal).ToString();

    // What programs ask for at an address that has a page too.
    private static readonly string[] ProgramTypes =
        ["application/json", "application/geo+json", "application/schema+json", "application/vnd.oai.openapi+json", "application/problem+json"];

    // The default transforms tell the portal host and scheme as asked, in X-Forwarded-*.
    private readonly HttpTransformer _transformer = transforms.Create(_ => { });

    /// <summary>Whether a request comes from somebody who reads pages.</summary>
    public static bool WantsPage(HttpRequest request) => Accepts.Page(request, ProgramTypes);

    /// <summary>Answers with the portal's page.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        context.Items[PassThrough.Mark] = PassThrough.Mark;
        var error = await forwarder.SendAsync(context, _portal, client.Invoker, Config, _transformer);
        if (error == ForwarderError.None || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            return;
        await Results.Problem(
            "The portal does not answer. The interfaces below /ogc, /graphql and /downloads do not need it.",
            statusCode: context.Response.StatusCode,
            title: "Portal not available",
            type: "about:blank").ExecuteAsync(context);
    }

    /// <summary>An endpoint filter: the page for people, the endpoint's own answer for programs.</summary>
    public async ValueTask<object?> InsteadForPeopleAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (!WantsPage(context.Request))
        {
            context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
            return await next(invocation);
        }

        await AnswerAsync(context);
        return Results.Empty;
    }
}
