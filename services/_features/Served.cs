using Microsoft.AspNetCore.Http;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features;

/// <summary>What this service serves: the cities of its node, the collections of its domain.</summary>
public sealed class Served(HubSettings settings, CollectionCatalogue catalogue, string domain)
{
    /// <summary>City and collection that the path names.</summary>
    /// <exception cref="ProblemException">404: this service has no such city or collection.</exception>
    public (string City, CollectionDescriptor Collection) Find(HttpContext context)
    {
        var city = City(context);
        var id = (string)context.Request.RouteValues["collection"]!;
        return catalogue.Find(id) is { } collection && collection.Domain == domain
            ? (city, collection)
            : throw ProblemException.NotFound($"There is no collection '{id}' in the service '{domain}'.");
    }

    /// <summary>The city that the path names.</summary>
    /// <exception cref="ProblemException">404: the city is not one of this node.</exception>
    public string City(HttpContext context)
    {
        var city = (string)context.Request.RouteValues["city"]!;
        return settings.Node.Cities.Contains(city)
            ? city
            : throw ProblemException.NotFound($"The city '{city}' is not one of the node '{settings.Node.Node}'.");
    }

    /// <summary>The collections of this service.</summary>
    public IEnumerable<CollectionDescriptor> Collections => catalogue.Of(domain);

    /// <summary>404 for a collection that the city has no dataset of.</summary>
    public static ProblemException NoDataset(string city, CollectionDescriptor collection) =>
        ProblemException.NotFound($"The city '{city}' has no dataset '{collection.Id}'.");
}
