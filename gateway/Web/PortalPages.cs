using System.Net;
using Microsoft.Net.Http.Headers;
using UrbanDataHub.Hosting.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms.Builder;

namespace UrbanDataHub.Gateway.Web;

/// <summary>
/// The pages of the portal. An address that people and programs share answers with the portal's page to whoever names
/// <c>text/html</c> in <c>Accept</c>, as browsers do and programs do not.
/// </summary>
public sealed class PortalPages(IHttpForwarder forwarder, ITransformBuilder transforms, HubSettings settings) : IDisposable
{
    private static readonly ForwarderRequestConfig Config = new() { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private readonly string _portal = settings.Node.Address(Programs.Portal).ToString();

    // The default transforms tell the portal host and scheme as asked, in X-Forwarded-*.
    private readonly HttpTransformer _transformer = transforms.Create(_ => { });
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });

    /// <summary>Answers with the portal's page.</summary>
    public async Task AnswerAsync(HttpContext context) => await forwarder.SendAsync(context, _portal, _client, Config, _transformer);

    /// <summary>An endpoint filter: the page for people, the endpoint's own answer for programs.</summary>
    public async ValueTask<object?> InsteadForPeopleAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (!context.Request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && a.Quality is not 0))
        {
            context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
            return await next(invocation);
        }

        await AnswerAsync(context);
        return Results.Empty;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
