using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.Features;

/// <summary>
/// One city's page, cut open: the bytes of its features, untouched, and the few members beside them that the federated
/// answer is made of.
/// </summary>
/// <param name="Features">The features with the commas between them, without the brackets around; empty for none.</param>
/// <param name="Count">How many features that is.</param>
/// <param name="Next">The <c>cursor</c> of its <c>next</c> link; null on the last page.</param>
/// <param name="DataAsOf">When the city's data last changed, as it says itself.</param>
public sealed record FeaturePage(ReadOnlyMemory<byte> Features, int Count, long? Matched, string? Next, DateTimeOffset? DataAsOf)
{
    /// <summary>The features one by one; only of a page that was asked for its keys.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Slices { get; private init; } = [];

    /// <summary>Where each feature stands in the order, if that was asked.</summary>
    public IReadOnlyList<RowKey> Keys { get; private init; } = [];

    /// <summary>What the city says about its answer: that rows are left out, for example.</summary>
    public string? Detail { get; private init; }

    /// <summary>Cuts open a GeoJSON feature collection.</summary>
    /// <exception cref="JsonException">It is no feature collection, or not whole.</exception>
    /// <param name="sort">The order in which the page must tell where its rows stand; null if it need not.</param>
    public static FeaturePage Parse(ReadOnlyMemory<byte> body, SortOrder? sort)
    {
        // The reader skips over texts without a look; the bytes of a city become part of our answer.
        if (!Utf8.IsValid(body.Span))
            throw new JsonException("the answer is not UTF-8");
        var reader = new Utf8JsonReader(body.Span);
        var page = new FeaturePage(default, -1, null, null, null);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("the answer is no JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            page = page.Member(ref reader, body, sort);
        // The reader checks the rest, so that a body with something behind its end is seen as what it is.
        while (reader.Read())
        {
        }

        if (page.Count < 0)
            throw new JsonException("the answer has no 'features'");
        return sort is null || page.Keys.Count == page.Count ? page : throw new JsonException($"the answer has {page.Count} features, but the keys of {page.Keys.Count}");
    }

    private FeaturePage Member(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, SortOrder? sort)
    {
        if (reader.ValueTextEquals("features"u8))
        {
            var (features, count, slices) = JsonSlices.Objects(ref reader, body, "features", single: sort is not null);
            return this with { Features = features, Count = count, Slices = slices };
        }

        if (sort is not null && reader.ValueTextEquals("keys"u8))
            return this with { Keys = [.. JsonSlices.Value(ref reader).EnumerateArray().Select(key => RowKey.Read(key, sort))] };
        if (reader.ValueTextEquals("numberMatched"u8))
            return reader.Read() && reader.TryGetInt64(out var matched) ? this with { Matched = matched } : throw new JsonException("'numberMatched' is no whole number");
        if (reader.ValueTextEquals("links"u8))
            return this with { Next = NextCursor(JsonSlices.Value(ref reader)) };
        if (reader.ValueTextEquals("federation"u8))
            return Told(JsonSlices.Value(ref reader));
        reader.Skip();
        return this;
    }

    private static string? NextCursor(JsonElement links)
    {
        foreach (var link in links.EnumerateArray())
        {
            if (link.GetProperty("rel").GetString() != "next")
                continue;
            var href = link.GetProperty("href").GetString() ?? throw new JsonException("the 'next' link has no 'href'");
            var query = href.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? href[at..] : "";
            return QueryHelpers.ParseQuery(query).TryGetValue("cursor", out var cursor)
                ? cursor.ToString()
                : throw new JsonException("the 'next' link has no 'cursor'");
        }

        return null;
    }

    private FeaturePage Told(JsonElement federation)
    {
        if (!federation.TryGetProperty("cities", out var cities) || cities.GetArrayLength() != 1)
            return this;
        var isTold = cities[0].TryGetProperty("dataAsOf", out var asOf) && asOf.TryGetDateTimeOffset(out _);
        var isDetailed = cities[0].TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String;
        return this with { DataAsOf = isTold ? asOf.GetDateTimeOffset() : null, Detail = isDetailed ? detail.GetString() : null };
    }
}
