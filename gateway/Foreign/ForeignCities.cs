using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Foreign.Mapping;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Foreign;

/// <summary>The cities that foreign servers hold, by the host of the address that stands for them in the gateway.</summary>
public sealed class ForeignCities
{
    private readonly Dictionary<string, (ForeignCity City, ForeignAnswers Answers)> _cities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the mapping of each.</summary>
    /// <exception cref="ConfigurationException">One of them is wrong; the message names file and key.</exception>
    public ForeignCities(HubSettings settings, CollectionCatalogue catalogue, ForeignClient client, CursorCodec cursors, ILogger<ForeignAnswers> logger)
    {
        foreach (var partner in settings.Node.Partners.Where(p => p.Type != PartnerType.Node))
        {
            var city = new MappingFile(catalogue, settings.VocabulariesFolder).Read(partner);
            IForeignServer server = partner.Type == PartnerType.Ogc ? new OgcServer(client, partner.Url) : new SensorThingsServer(client, partner.Url);
            _cities[new Uri(Place.OfForeign(partner).Address("")).Host] = (city, new ForeignAnswers(city, server, cursors, logger));
        }
    }

    /// <summary>The city whose place has this host; null if no foreign server holds one.</summary>
    public (ForeignCity City, ForeignAnswers Answers)? Find(string host) => _cities.TryGetValue(host, out var city) ? city : null;
}
