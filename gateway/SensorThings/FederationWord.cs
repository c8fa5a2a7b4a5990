using System.Text.Json;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>
/// The annotation <c>@hub.federation</c>: the cities as in every answer; the nodes with their numbers of entities, which a
/// node tells of its cities together; and the cities whose entities are not to be had here.
/// </summary>
public sealed class FederationWord(SensorNodes nodes)
{
    /// <summary>Says the same in the header that every answer over several cities has.</summary>
    public static void WriteHeader(HttpResponse response, IEnumerable<NodeShare> shares) =>
        response.Headers[FederationJson.Header] = FederationJson.HeaderValue(Of(shares).Cities);

    /// <summary>The word on the cities of some nodes.</summary>
    public static FederationAnswer Of(IEnumerable<NodeShare> shares) => FederationAnswer.Of([.. shares.SelectMany(s => s.Node.Federation(s.Fault).Cities)]);

    /// <summary>Writes the member of an object.</summary>
    public void Write(Utf8JsonWriter json, IReadOnlyList<NodeShare> shares)
    {
        json.WriteStartObject("@hub.federation");
        json.WriteBoolean("complete", shares.All(s => s.Fault is null));
        json.WriteStartArray("cities");
        foreach (var (share, city) in shares.SelectMany(s => s.Node.Cities.Select(city => (s, city))))
            WriteCity(json, city, share);
        json.WriteEndArray();
        json.WriteStartArray("nodes");
        foreach (var share in shares)
            WriteNode(json, share);
        json.WriteEndArray();
        if (nodes.Foreign.Count > 0)
            WriteForeign(json);
        json.WriteEndObject();
    }

    private static void WriteCity(Utf8JsonWriter json, string city, NodeShare share)
    {
        json.WriteStartObject();
        json.WriteString("city", city);
        json.WriteString("node", share.Node.Name);
        json.WriteString("state", share.Fault?.State ?? CityStates.Answered);
        if (share.Fault is { } fault)
            json.WriteString("detail", fault.Detail);
        json.WriteEndObject();
    }

    private void WriteNode(Utf8JsonWriter json, NodeShare share)
    {
        json.WriteStartObject();
        json.WriteString("node", share.Node.Name);
        if (nodes.Number(share.Node) is { } number)
            json.WriteNumber("number", number);
        json.WriteString("url", share.Node.Address);
        if (share.Count is { } count)
            json.WriteNumber("numberMatched", count);
        json.WriteNumber("numberReturned", share.Returned);
        json.WriteNumber("elapsedMs", Math.Round(share.Elapsed.TotalMilliseconds, 1));
        json.WriteEndObject();
    }

    private void WriteForeign(Utf8JsonWriter json)
    {
        json.WriteStartArray("notFederated");
        foreach (var place in nodes.Foreign)
        {
            json.WriteStartObject();
            json.WriteString("city", place.City);
            json.WriteString("url", place.Public);
            json.WriteString("detail", "held by a foreign server, whose ids are its own");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
