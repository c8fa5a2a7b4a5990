using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Changes;

/// <summary>What follows the changes of a page; the same for one city and for many.</summary>
public static class ChangesTail
{
    /// <summary>Writes links, token and the word on the cities, and closes the object.</summary>
    /// <param name="self">Address as asked.</param>
    /// <param name="token">Where to go on: at once while there is <paramref name="more"/>, else whenever the reader likes.</param>
    public static void Write(Utf8JsonWriter json, string self, string token, bool more, int returned, FederationAnswer federation)
    {
        var path = SelfAddress.Path(self);
        json.WriteStartArray("links"u8);
        ItemsTail.Link(json, "self", "application/json", "This page", self);
        ItemsTail.Link(json, "next", "application/json", "What changes after it", SelfAddress.With(self, "since", token));
        ItemsTail.Link(json, "collection", "application/json", "The collection", path[..path.LastIndexOf('/')]);
        json.WriteEndArray();
        json.WriteString("token"u8, token);
        json.WriteBoolean("more"u8, more);
        json.WriteNumber("numberReturned"u8, returned);
        json.WriteString("timeStamp"u8, DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        FederationJson.Write(json, federation);
        json.WriteEndObject();
    }
}
