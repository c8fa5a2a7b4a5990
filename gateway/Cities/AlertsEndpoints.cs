using UrbanDataHub.Features.Writing;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>Alerts: of one city as its service tells them, page by page or as a feed, and the newest of all cities together.</summary>
public sealed class AlertsEndpoints(FederatedAlerts alerts, PassThrough passThrough, Asked asked, CityRegistry registry)
{
    private const int UsualLimit = 50, MostLimit = 1000;

    /// <summary><c>/alerts?city=&amp;active=&amp;limit=</c>: the newest of all cities, with how each fared.</summary>
    public async Task AllAsync(HttpContext context)
    {
        var query = context.Request.Query;
        QueryParameters.Check(query, "city", "active", "limit");
        var limit = QueryParameters.Number("limit", Text(query, "limit"), UsualLimit, 1, MostLimit);
        var (found, federation) = await alerts.AskAsync(registry.Read(Text(query, "city")), Active(Text(query, "active")), limit, context.RequestAborted);
        context.Response.Headers[FederationJson.Header] = FederationJson.HeaderValue(federation.Cities);
        await Json.Answer(new { alerts = found, federation }).ExecuteAsync(context);
    }

    /// <summary>
    /// <c>/cities/{city}/alerts</c>, <c>/cities/{city}/alerts.atom</c> and <c>/cities/{city}/aggregates</c>: passed through; a
    /// partner's is redirected to the partner.
    /// </summary>
    public Task OneAsync(HttpContext context)
    {
        if (asked.RedirectedToPartner(context, out var place))
            return Task.CompletedTask;
        return place.Own
            ? passThrough.SendAsync(context, new CityQuestion(place, Programs.Sensors, context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent()))
            : throw ProblemException.NotFound($"'{place.City}' has none of its own here: its server is asked at query time.");
    }

    private static string? Text(IQueryCollection query, string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;

    private static bool? Active(string? text) => text switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw ProblemException.Parameter400("active", $"'{text}' is neither true nor false."),
    };
}
