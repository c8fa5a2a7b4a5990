using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>A node whose entities are federated: this one, or a partner, which is asked for its own entities alone.</summary>
/// <param name="place">Where one of its cities answers; its sensors answer for all of them together.</param>
/// <param name="cities">All its cities.</param>
public sealed class SensorNode(Place place, IReadOnlyList<string> cities)
{
    /// <summary>Name of the node.</summary>
    public string Name => place.Node;

    /// <summary>Its cities.</summary>
    public IReadOnlyList<string> Cities => cities;

    /// <summary>Where it is asked.</summary>
    public Place Place => place;

    /// <summary>Whether it is this node.</summary>
    public bool Own => place.Own;

    /// <summary>Service root of its own entities alone, as everybody reaches it.</summary>
    public string Address => place.Public + ServiceRoots.OfNode;

    /// <summary>A question to it.</summary>
    /// <param name="path">Path and query below the service root.</param>
    /// <param name="root">The service root that links in the answer begin with.</param>
    public CityQuestion Question(string path, string root) =>
        new(place, Programs.Sensors, (Own ? ServiceRoots.All : ServiceRoots.OfNode) + path) { Self = root };

    /// <summary>The word on its cities, which stand or fall together.</summary>
    public FederationAnswer Federation(CityFault? fault) =>
        FederationAnswer.Of([.. cities.Select(city => new CityAnswer(city, fault?.State ?? CityStates.Answered, null, 0, 0, Detail: fault?.Detail))]);
}
