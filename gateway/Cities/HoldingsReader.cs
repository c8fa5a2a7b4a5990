using System.Text.Json;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>Reads <c>/cities/{city}/ogc/collections</c> of a place.</summary>
public sealed class HoldingsReader(CityClient client, CollectionCatalogue catalogue, CityNames names, FederationOptions options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What the part of the city holds now, or why that is unknown.</summary>
    public async Task<(Shelf? Shelf, CityFault? Fault)> ReadAsync(Place place, string part, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(options.Deadline);
        var address = $"{place.Address(part)}/cities/{place.City}/ogc/collections";
        using var reply = await client.GetAsync(place, address, options.Deadline, deadline.Token, cancel);
        if (reply.Fault is not null)
            return (null, reply.Fault);
        if (!reply.Answered)
            return (null, CityFault.Unusable(CityClient.Refusal(reply)));
        try
        {
            return (Parse(place, reply.Body!.Memory), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return (null, CityFault.Unusable($"its list of collections is not readable: {e.Message}"));
        }
    }

    /// <summary>Takes from the list the collections that we have a descriptor of; others are not ours to serve.</summary>
    private Shelf Parse(Place place, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var datasets = new Dictionary<string, Dataset?>(StringComparer.Ordinal);
        foreach (var collection in root.GetProperty("collections").EnumerateArray())
        {
            var id = collection.GetProperty("id").GetString()!;
            if (catalogue.Find(id) is not null)
                datasets[id] = collection.TryGetProperty("dataset", out var dataset) ? dataset.Deserialize<Dataset>(Json) : null;
        }

        if (!place.Own && root.TryGetProperty("city", out var city) && city.GetProperty("name").Deserialize<LocalText>(Json) is { } name)
            names[place.City] = name;
        var complete = !root.TryGetProperty("federation", out var federation) || federation.GetProperty("complete").GetBoolean();
        return new Shelf(datasets, complete, DateTimeOffset.UtcNow);
    }
}
