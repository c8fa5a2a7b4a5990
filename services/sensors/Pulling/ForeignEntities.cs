using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>A foreign Datastream as one of ours.</summary>
/// <param name="Path">Its Observations below the service root.</param>
/// <param name="Station">Local id of the station.</param>
internal sealed record ForeignDatastream(string Name, string Path, string Station, string Title, PulledProperty Property, string Unit) : PullStream(Name);

/// <summary>Foreign Things become monitoring stations, foreign Datastreams those of ours, under ids that are made of theirs.</summary>
internal sealed partial class ForeignEntities(SourceFile source, CityFile city, CollectionDescriptor stations, Vocabularies vocabularies)
{
    private const int LongestId = 100;
    private const int LongestText = 10_000;
    private const string File = "Datastreams";

    private static readonly JsonSerializerOptions _geoJson = new() { Converters = { new GeoJsonConverterFactory() } };

    private readonly GeometryCheck _check = new(stations.Geometry!, ReferenceSystems.Wgs84, source.Inside, city);
    private readonly Dictionary<string, string> _codes = vocabularies.ObservedProperties.GroupBy(p => Plain(p.Definition)).ToDictionary(g => g.Key, g => g.First().Code, StringComparer.Ordinal);
    private long _line;

    /// <summary>Reads a Datastream with its Thing, which is put among the stations; null where one of them is rejected.</summary>
    public ForeignDatastream? Read(JsonElement row, Dictionary<string, MappedItem> known)
    {
        _line++;
        var thing = PullLinks.Member(row, "Thing");
        if (Id(row) is not { } id || thing is null || Id(thing.Value) is not { } thingId)
        {
            known["!" + _line] = Reject("@iot.id", "A Datastream and its Thing must have an id of at most 100 characters", row);
            return null;
        }

        var station = StationId(thingId.Text);
        if (!known.TryGetValue(station, out var item))
            known.Add(station, item = Station(station, thing.Value));
        if (item is RejectedItem)
            return null;
        var title = PullLinks.Text(row, "name") is { Length: > 0 and <= LongestText } name ? name : id.Text;
        return new ForeignDatastream(id.Text, $"Datastreams({id.Literal})/Observations", station, title, Property(PullLinks.Member(row, "ObservedProperty")), Unit(PullLinks.Member(row, "unitOfMeasurement")));
    }

    private MappedItem Station(string id, JsonElement thing)
    {
        var properties = PullLinks.Member(thing, "properties") ?? default;
        var place = Place(thing, out var raw);
        byte[]? geometry = null;
        if (place is not null)
        {
            if (_check.Check(place, out var good) is { } fault)
                return Reject("Locations", $"The place of the Thing {fault}", thing);
            geometry = _check.ToBytes(good!);
        }
        else if (raw)
        {
            return Reject("Locations", "The location of the Thing is no GeoJSON geometry", thing);
        }

        var values = stations.Properties.Select(p => Value(p, thing, properties)).ToArray();
        var box = place?.EnvelopeInternal;
        return new MappedFeature(File, _line, id, values, geometry, box is null ? null : [box.MinX, box.MinY, box.MaxX, box.MaxY], RowFingerprint.Of(stations.Properties, values, geometry));
    }

    /// <summary>What a property of the collection is at a Thing; a member of its <c>properties</c> of the same name, if that can be one.</summary>
    private static object? Value(PropertyDescriptor property, JsonElement thing, JsonElement properties)
    {
        var text = PullLinks.Text(properties, property.Name);
        return property.Name switch
        {
            "name" => PullLinks.Text(thing, "name") is { Length: > 0 and <= LongestText } name ? name : Id(thing)!.Value.Text,
            "kind" => text is not null && property.Codes!.Contains(text) ? text : "other",
            "location" => PullLinks.Text(thing, "description") is { Length: > 0 and <= LongestText } words ? words : null,
            "featureCollection" => null,
            _ => property.Kind switch
            {
                PropertyKind.Text => text is { Length: > 0 and <= LongestText } ? text : null,
                PropertyKind.Number => Number(properties, property.Name),
                PropertyKind.Integer => Number(properties, property.Name) is { } number && number >= 0 && number < int.MaxValue && number == Math.Floor(number) ? (long)number : null,
                _ => null,
            },
        };
    }

    private static double? Number(JsonElement properties, string name) =>
        properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? value.GetDouble() : null;

    /// <summary>A point of the first Location that has a geometry; <paramref name="any"/> says whether there was a Location at all.</summary>
    private static Geometry? Place(JsonElement thing, out bool any)
    {
        any = false;
        foreach (var location in PullLinks.Member(thing, "Locations") is { ValueKind: JsonValueKind.Array } all ? all.EnumerateArray() : default)
        {
            any = true;
            if (PullLinks.Member(location, "location") is not { } place)
                continue;
            try
            {
                var geometry = (PullLinks.Member(place, "geometry") ?? place).Deserialize<Geometry>(_geoJson);
                if (geometry is { IsEmpty: false })
                    return geometry as Point ?? geometry.InteriorPoint;
            }
            catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException or InvalidOperationException or TopologyException)
            {
                // The next Location may have one; without any the Thing is rejected by its caller.
                continue;
            }
        }

        return null;
    }

    private PulledProperty Property(JsonElement? observed)
    {
        var definition = observed is { } at ? PullLinks.Text(at, "definition") ?? "" : "";
        var name = observed is { } named && PullLinks.Text(named, "name") is { Length: > 0 and <= LongestText } text ? text : "property";
        if (_codes.TryGetValue(Plain(definition), out var code))
            return new PulledProperty(code, name, definition);
        var slug = NoWord().Replace(name.ToLowerInvariant().Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal), "-").Trim('-');
        return new PulledProperty(slug.Length == 0 ? "property" : slug[..Math.Min(slug.Length, LongestId)], name, definition.Length == 0 ? "urn:urbandatahub:property:" + slug : definition);
    }

    private static string Unit(JsonElement? unit)
    {
        if (unit is not { } at)
            return "1";
        return PullLinks.Text(at, "definition") is { } definition && definition.StartsWith("ucum:", StringComparison.Ordinal) ? definition[5..]
            : PullLinks.Text(at, "symbol") is { Length: > 0 } symbol ? symbol
            : PullLinks.Text(at, "name") is { Length: > 0 } name ? name : "1";
    }

    /// <summary>An id that an address cannot hold as it is keeps a hash, so that two of them never meet.</summary>
    private string StationId(string foreign)
    {
        var id = LocalIds.InAddress(foreign);
        var hash = id == foreign ? "" : "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(foreign)).AsSpan(0, 4));
        return $"{source.Name}-{id}{hash}";
    }

    private static (string Text, string Literal)? Id(JsonElement entity)
    {
        if (entity.ValueKind != JsonValueKind.Object || !entity.TryGetProperty("@iot.id", out var id))
            return null;
        return id.ValueKind switch
        {
            JsonValueKind.Number => (id.GetRawText(), id.GetRawText()),
            JsonValueKind.String when PullLinks.Text(entity, "@iot.id") is { Length: > 0 and <= LongestId } text => (text, $"'{Uri.EscapeDataString(text.Replace("'", "''", StringComparison.Ordinal))}'"),
            _ => null,
        };
    }

    private RejectedItem Reject(string field, string reason, JsonElement row) => ForeignObservations.Reject(File, _line, field, reason, row);

    // The same IRI is written with and without a slash at its end, and by both schemes.
    private static string Plain(string definition) => definition.TrimEnd('/').Replace("https://", "http://", StringComparison.Ordinal);

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoWord();
}
