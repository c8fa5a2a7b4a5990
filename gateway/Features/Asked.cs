using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Web;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>What the path of a request names.</summary>
public sealed class Asked(CityRegistry registry, CollectionCatalogue catalogue)
{
    /// <summary>The collection of the path.</summary>
    /// <exception cref="ProblemException">404: there is none of this id.</exception>
    public CollectionDescriptor Collection(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["collection"]!;
        return catalogue.Find(id) ?? throw ProblemException.NotFound($"There is no collection '{id}'.");
    }

    /// <summary>
    /// The city of the path. A partner's is redirected to the partner (307), which answers for it: so no question is ever
    /// asked on, and loops cannot happen.
    /// </summary>
    /// <exception cref="ProblemException">404: unknown city.</exception>
    public bool RedirectedToPartner(HttpContext context, out Place place)
    {
        place = registry.Require((string)context.Request.RouteValues["city"]!);
        if (place.Here)
            return false;
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = place.Public + context.Request.Path.ToUriComponent() + FormatParameter.AsAsked(context.Request).ToUriComponent();
        return true;
    }

    /// <summary>404 for a collection that is described, but that no city holds.</summary>
    public static ProblemException HeldByNobody(CollectionDescriptor collection) =>
        ProblemException.NotFound($"No city holds the collection '{collection.Id}' at the moment.");
}
