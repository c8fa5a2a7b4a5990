using Microsoft.AspNetCore.Http;
using UrbanDataHub.Features;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Sensors.SensorThings;

/// <summary>Where SensorThings begins, as a client sees it.</summary>
internal sealed class ServiceRoot(HubSettings settings)
{
    /// <summary>The end of its path.</summary>
    public const string Version = "/v1.1";

    /// <summary>Its path.</summary>
    public const string Path = "/sensorthings" + Version;

    /// <summary>The address, without a slash at the end.</summary>
    public string Of(HttpContext context)
    {
        var self = SelfAddress.Of(context.Request, settings.Node);
        // Who says that it asks elsewhere than below a service root gets links to this node.
        return self.IndexOf(Path, StringComparison.Ordinal) is >= 0 and var at ? self[..(at + Path.Length)] : settings.Node.Url.GetLeftPart(UriPartial.Authority) + Path;
    }
}
