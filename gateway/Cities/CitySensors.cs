using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>What the sensors service tells of one city beside the collections: its alerts, page by page or as a feed, and aggregates of its datastreams.</summary>
public sealed class CitySensors(PassThrough passThrough, Asked asked)
{
    /// <summary><c>/cities/{city}/alerts</c>, <c>…/alerts/{id}</c>, <c>…/alerts.atom</c>, <c>…/aggregates</c>: passed through; a partner's is redirected to the partner.</summary>
    public Task PassAsync(HttpContext context)
    {
        if (asked.RedirectedToPartner(context, out var place))
            return Task.CompletedTask;
        return place.Own
            ? passThrough.SendAsync(context, new CityQuestion(place, Programs.Sensors, context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent()))
            : throw ProblemException.NotFound($"'{place.City}' has neither alerts nor aggregates: its server is asked at query time.");
    }
}
