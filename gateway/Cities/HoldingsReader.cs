using System.Text.Json;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>Reads <c>/cities/{city}/ogc/collections</c> of a place.</summary>
public sealed class HoldingsReader(CityClient client, CollectionCatalogue catalogue, CityNames names, FederationOptions options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

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
            var id = collection.GetProperty("id").GetString() ?? throw new JsonException("a collection has no id");
            if (catalogue.Find(id) is not null)
                datasets[id] = collection.TryGetProperty("dataset", out var dataset) ? Checked(dataset.Deserialize<Dataset>(Json), place.City, id) : null;
        }

        if (!place.Own && root.TryGetProperty("city", out var city) && city.GetProperty("name").Deserialize<LocalText>(Json) is { } name)
            names[place.City] = name;
        var complete = !root.TryGetProperty("federation", out var federation) || federation.GetProperty("complete").GetBoolean();
        return new Shelf(datasets, complete, DateTimeOffset.UtcNow);
    }

    /// <summary>A partner's dataset that lacks something would otherwise break the answer about all of them.</summary>
    private static Dataset? Checked(Dataset? dataset, string city, string collection) => dataset switch
    {
        null => null,
        _ when !IsWhole(dataset) => throw new JsonException($"the dataset of '{collection}' lacks something that every dataset has"),
        { BoundingBox: not (null or { Length: 4 }) } => throw new JsonException($"the box of '{collection}' has not four numbers"),
        _ when dataset.City != city || dataset.Collection != collection => throw new JsonException($"the dataset of '{collection}' is about '{dataset.City}', '{dataset.Collection}'"),
        _ => dataset,
    };

    /// <summary>The reader of JSON leaves out what is missing, whatever the annotations say.</summary>
    private static bool IsWhole(Dataset dataset) => new object?[]
    {
        dataset.Title?.De, dataset.Title?.En, dataset.Description?.De, dataset.Description?.En, dataset.Publisher,
        dataset.Licence, dataset.LicenceUrl, dataset.Frequency, dataset.Theme, dataset.State, dataset.Sources,
    }.Concat((dataset.Parts ?? []).SelectMany(p => new[] { p?.Licence, p?.LicenceUrl, p?.Publisher })).All(part => part is not null);
}
