using UrbanDataHub.Features.Writing;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>The newest alerts of all cities together; those of one are <see cref="CitySensors"/>'.</summary>
public sealed class AlertsEndpoints(FederatedAlerts alerts, CityRegistry registry)
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

    private static string? Text(IQueryCollection query, string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;

    private static bool? Active(string? text) => text switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw ProblemException.Parameter400("active", $"'{text}' is neither true nor false."),
    };
}
