using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>SensorThings over the own cities of this node: their sensors service answers, and is passed through (infra/decisions/0012).</summary>
public static class SensorThingsRegistration
{
    private const string Root = "/sensorthings/v1.1";
    private static readonly string[] _writeMethods = ["POST", "PATCH", "PUT", "DELETE"];

    /// <summary>Maps the service root and everything below it.</summary>
    public static void MapSensorThings(this WebApplication app)
    {
        var passThrough = app.Services.GetRequiredService<PassThrough>();
        var own = app.Services.GetRequiredService<CityRegistry>().All.FirstOrDefault(p => p.Own);
        app.MapMethods(Root + "/{**path}", [.. ReadMethods.All, .. _writeMethods], context =>
        {
            if (own is null)
                throw ProblemException.NotFound("This node has no cities of its own, and so no SensorThings.");
            // What is too long is read all the same, so that the service can say so.
            HttpLimits.Allow(context, 8L * HttpLimits.LongestSensorThings);
            return passThrough.SendAsync(context, new CityQuestion(own, Programs.Sensors, context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent()));
        });
    }
}
