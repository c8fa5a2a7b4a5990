using System.Net;
using UrbanDataHub.Features;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Resilience;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;
using Yarp.ReverseProxy.Forwarder;

namespace UrbanDataHub.Gateway.Web;

/// <summary>
/// Passes an answer of one city through, byte by byte and as it comes. An answer that breaks off breaks off the client's
/// connection too, so that a part never passes for the whole.
/// A city that fails or is late is named in a problem document, 502 or 504.
/// </summary>
public sealed class PassThrough(IHttpForwarder forwarder, CityClient client, Reachability reachability, LastGood lastGood, FederationOptions options)
{
    /// <summary>Set in <see cref="HttpContext.Items"/>: these bytes are not ours to compress.</summary>
    public static readonly object Mark = new();

    private readonly ForwarderRequestConfig _config = new()
    {
        ActivityTimeout = options.Stall,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>
    /// Passes the answer. It must begin before the deadline, and may then take as long as the client needs for it.
    /// </summary>
    public async Task SendAsync(HttpContext context, CityQuestion question)
    {
        if (await TrySendAsync(context, question, keep: false) is { } fault)
            await WriteAsync(context, question, fault);
    }

    /// <summary>Passes the answer, or says why there is none; then nothing was sent.</summary>
    /// <param name="keep">Whether a copy is kept of an answer that can be used.</param>
    public async Task<CityFault?> TrySendAsync(HttpContext context, CityQuestion question, bool keep)
    {
        if (reachability.Down(question.Base) is { } down)
            return down;
        context.Items[Mark] = Mark;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        // What writes takes as long as it takes: whoever hears that it was late does not know whether it was done.
        deadline.CancelAfter(ReadMethods.All.Contains(context.Request.Method) ? options.Deadline : options.Stall);
        var transformer = new Transformer(question, question.Self ?? PublicAddress.Self(context.Request), deadline, keep && HttpMethods.IsGet(context.Request.Method) ? lastGood : null);
        var error = await forwarder.SendAsync(context, question.Base, client.Invoker, _config, transformer, deadline.Token);
        if (context.RequestAborted.IsCancellationRequested)
            return null;
        var fault = Fault(context, error, transformer);
        if (fault is { Silent: true })
            reachability.Suspect(question.Place, question.Base);
        else
            reachability.Note(question.Place, question.Base, fault);
        if (fault is null || context.Response.HasStarted)
            return null;
        // What is sent now is an answer of our own.
        context.Items.Remove(Mark);
        context.Response.StatusCode = StatusCodes.Status200OK;
        return fault;
    }

    private CityFault? Fault(HttpContext context, ForwarderError error, Transformer transformer) => error switch
    {
        ForwarderError.None when transformer.Unusable is { } status => CityFault.Unusable(status < 400 ? $"answered {status}: redirects to another place" : $"answered {status}"),
        ForwarderError.None => null,
        ForwarderError.RequestCanceled => CityFault.Late(options.Deadline),
        _ => CityFault.Unreachable(context.GetForwarderErrorFeature()?.Exception is { } e ? e.InnerException?.Message ?? e.Message : error.ToString()),
    };

    /// <summary>Writes the problem document that names the city and its fault.</summary>
    public static Task WriteAsync(HttpContext context, CityQuestion question, CityFault fault)
    {
        var answer = new CityAnswer(question.Place.City, fault.State, null, 0, 0, Detail: fault.Detail);
        var status = fault.State == CityStates.Late ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway;
        return MissingCities.WriteAsync(context, status, FederationAnswer.Of([answer]));
    }

    /// <summary>Asks the place under its own address, and tells it under which address the client asked.</summary>
    private sealed class Transformer(CityQuestion question, string self, CancellationTokenSource deadline, LastGood? copies) : HttpTransformer
    {
        // What makes a difference to the answer; who asks is not the place's business.
        private static readonly string[] Passed = ["Accept", "Accept-Encoding", "Accept-Language", "If-None-Match", "If-Modified-Since"];

        /// <summary>The status of an answer that is not passed on; null if it is.</summary>
        public int? Unusable { get; private set; }

        public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            proxyRequest.RequestUri = new Uri(destinationPrefix + question.Path);
            foreach (var name in Passed)
            {
                if (httpContext.Request.Headers.TryGetValue(name, out var values))
                    proxyRequest.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }

            // A token for this node is nobody else's business.
            if (question.Place.Own && httpContext.Request.Headers.TryGetValue("Authorization", out var token))
                proxyRequest.Headers.TryAddWithoutValidation("Authorization", (IEnumerable<string?>)token);

            proxyRequest.Content?.Headers.TryAddWithoutValidation("Content-Type", httpContext.Request.ContentType);
            proxyRequest.Headers.TryAddWithoutValidation(SelfAddress.Header, self);
            return ValueTask.CompletedTask;
        }

        public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
        {
            deadline.CancelAfter(Timeout.InfiniteTimeSpan);
            if (proxyResponse is not null && (int)proxyResponse.StatusCode is (>= 300 and < 400 and not 304 or >= 500) and var status)
            {
                Unusable = status;
                return false;
            }

            await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
            if (proxyResponse is not null && copies is not null)
                KeptContent.Keep(proxyResponse, copies, question);
            return true;
        }
    }
}
