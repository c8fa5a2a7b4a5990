using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Writing;

/// <summary>What follows the features of a page; the same for one city and for many.</summary>
public static class ItemsTail
{
    /// <summary>Writes counts, time, links and the word on the cities, and closes the collection object.</summary>
    /// <param name="self">Address as asked, with <paramref name="cursor"/> if there is one.</param>
    /// <param name="next">Address of the next page; null on the last one.</param>
    /// <param name="collection">Address of the collection.</param>
    public static void Write(Utf8JsonWriter json, string self, string? next, string collection, long? matched, int returned, FederationAnswer federation)
    {
        if (matched is { } number)
            json.WriteNumber("numberMatched"u8, number);
        json.WriteNumber("numberReturned"u8, returned);
        json.WriteString("timeStamp"u8, DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        json.WriteStartArray("links"u8);
        Link(json, "self", "application/geo+json", "This page", self);
        Link(json, "alternate", "text/html", "This page for people", SelfAddress.With(self, "f", "html"));
        if (next is not null)
            Link(json, "next", "application/geo+json", "The next page", next);
        Link(json, "collection", "application/json", "The collection", collection);
        json.WriteEndArray();
        FederationJson.Write(json, federation);
        json.WriteEndObject();
    }

    /// <summary>Writes one link object.</summary>
    public static void Link(Utf8JsonWriter json, string rel, string type, string title, string href)
    {
        json.WriteStartObject();
        json.WriteString("rel"u8, rel);
        json.WriteString("type"u8, type);
        json.WriteString("title"u8, title);
        json.WriteString("href"u8, href);
        json.WriteEndObject();
    }
}
