namespace UrbanDataHub.Gateway.Web;

/// <summary>The two places at which every OGC API stands.</summary>
public static class OgcRoutes
{
    /// <summary>Below <c>/ogc</c>, for all cities.</summary>
    public const string All = "/ogc";

    /// <summary>Below <c>/cities/{city}/ogc</c>, for one.</summary>
    public const string City = "/cities/{city}/ogc";

    /// <summary>Groups for documents at both places, which people are shown as pages of the portal.</summary>
    /// <param name="path">Below them.</param>
    public static (RouteGroupBuilder All, RouteGroupBuilder City) MapOgc(this WebApplication app, string path = "")
    {
        var pages = app.Services.GetRequiredService<PortalPages>();
        RouteGroupBuilder Group(string prefix) => app.MapGroup(prefix + path).AddEndpointFilter(pages.InsteadForPeopleAsync);
        return (Group(All), Group(City));
    }
}
