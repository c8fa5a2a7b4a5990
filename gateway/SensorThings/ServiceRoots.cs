using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>Where SensorThings stands at a gateway.</summary>
public static class ServiceRoots
{
    /// <summary>The entities of all nodes.</summary>
    public const string All = "/sensorthings/v1.1";

    /// <summary>The entities of this node alone. Other gateways ask here, so that no question is asked on and none runs in a circle.</summary>
    public const string OfNode = "/node" + All;

    /// <summary>The service root as the client sees it, without a slash at the end.</summary>
    public static string Asked(HttpRequest request)
    {
        var self = PublicAddress.Self(request);
        // Paths are matched whatever their case; services look for the one that there is.
        return (self.IndexOf(All, StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? self[..at] : PublicAddress.Root(request)) + All;
    }

    /// <summary>What of the path stands below the service root, as in the address.</summary>
    public static string Below(HttpRequest request)
    {
        var path = request.Path.ToUriComponent();
        return path[(path.IndexOf(All, StringComparison.OrdinalIgnoreCase) + All.Length)..];
    }
}
