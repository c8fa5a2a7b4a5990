using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Writing;

/// <summary>The word on the cities, in the one form that every answer has (infra/decisions/0004).</summary>
public static class FederationJson
{
    /// <summary>Name of the header that carries the same for answers without a body of ours.</summary>
    public const string Header = "Hub-Cities";

    /// <summary>Writes the <c>federation</c> member of an object.</summary>
    public static void Write(Utf8JsonWriter json, FederationAnswer federation)
    {
        json.WriteStartObject("federation"u8);
        json.WriteBoolean("complete"u8, federation.Complete);
        json.WriteStartArray("cities"u8);
        foreach (var city in federation.Cities)
            WriteCity(json, city);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The header value: a structured list (RFC 9651), <c>leipzig;state=answered, muenster;state=failed</c>.</summary>
    public static string HeaderValue(IEnumerable<CityAnswer> cities) =>
        string.Join(", ", cities.Select(c => $"{c.City};state={c.State}"));

    private static void WriteCity(Utf8JsonWriter json, CityAnswer city)
    {
        json.WriteStartObject();
        json.WriteString("city"u8, city.City);
        json.WriteString("state"u8, city.State);
        if (city.NumberMatched is { } matched)
            json.WriteNumber("numberMatched"u8, matched);
        json.WriteNumber("numberReturned"u8, city.NumberReturned);
        json.WriteNumber("elapsedMs"u8, Math.Round(city.ElapsedMs, 1));
        if (city.DataAsOf is { } asOf)
            json.WriteString("dataAsOf"u8, asOf.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        if (city.Detail is { } detail)
            json.WriteString("detail"u8, detail);
        json.WriteEndObject();
    }
}
