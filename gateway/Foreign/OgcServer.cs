using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Foreign.Mapping;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Foreign;

/// <summary>
/// A server of OGC API Features Part 1: <c>bbox</c> and <c>limit</c> are asked of it, <c>datetime</c> where the mapping
/// names its time, and properties that it declares as queryable (Part 3). Pages follow its own <c>next</c> links.
/// </summary>
public sealed class OgcServer(ForeignClient client, Uri landing) : IForeignServer
{
    private readonly string _base = landing.ToString().TrimEnd('/');
    private readonly ConcurrentDictionary<string, HashSet<string>> _queryables = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ForeignPlan Plan(ForeignCollection collection, ItemsQuestion question)
    {
        var parameters = new Dictionary<string, string?>(collection.Parameters.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
        var isWhole = question.Filter is null;
        if (question.Box is { Crs.Stored: true } box)
            parameters["bbox"] = string.Create(CultureInfo.InvariantCulture, $"{box.West:R},{box.South:R},{box.East:R},{box.North:R}");
        isWhole &= question.Box is null or { Crs.Stored: true };
        if (question.Time is { } time && collection.Time is not null)
            parameters["datetime"] = $"{Instant(time.From)}/{Instant(time.To)}";
        isWhole &= question.Time is null || collection.Time is not null;
        foreach (var filter in question.Filters)
            isWhole &= Ask(collection, filter, parameters);
        // What the gateway filters needs more rows to come by.
        var limit = isWhole || question.Limit == 0 ? Math.Clamp(question.Limit, 1, collection.PageSize) : collection.PageSize;
        parameters["limit"] = limit.ToString(CultureInfo.InvariantCulture);
        return new ForeignPlan(new Uri(QueryHelpers.AddQueryString(Items(collection), parameters)), isWhole);
    }

    /// <inheritdoc/>
    public async Task<ForeignBatch> ReadAsync(ForeignCollection collection, Uri address, CancellationToken cancel)
    {
        using var document = await client.GetAsync(address, cancel) ?? throw new ForeignFaultException($"has no collection '{collection.From}'");
        try
        {
            var (rows, leftOut) = Rows(collection, document.RootElement.GetProperty("features"));
            return new ForeignBatch(rows, leftOut, Number(document.RootElement, "numberMatched"), Next(collection, document.RootElement, address));
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or UriFormatException)
        {
            throw new ForeignFaultException($"answered with no page of features: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task<ForeignRow?> OneAsync(ForeignCollection collection, string id, CancellationToken cancel)
    {
        if (collection.Id is { } field)
        {
            // The server's own id is not ours, so the row is found by the field that is.
            var address = QueryHelpers.AddQueryString(Items(collection), new Dictionary<string, string?> { [field] = id, ["limit"] = "10" });
            return (await ReadAsync(collection, new Uri(address), cancel)).Rows.FirstOrDefault(row => row.Id == $"{collection.Dataset.City}:{id}");
        }

        using var document = await client.GetAsync(new Uri($"{Items(collection)}/{Uri.EscapeDataString(id)}"), cancel);
        try
        {
            return document is null ? null : Row(collection, document.RootElement);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ForeignFaultException($"answered with no feature: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task<ForeignState?> DescribeAsync(ForeignCollection collection, CancellationToken cancel)
    {
        using var document = await client.GetAsync(new Uri($"{_base}/collections/{Uri.EscapeDataString(collection.From)}"), cancel);
        if (document is null)
            return null;
        _queryables[collection.From] = await QueryablesAsync(collection, cancel);
        var parameters = new Dictionary<string, string?>(collection.Parameters.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value))) { ["limit"] = "1" };
        using var page = await client.GetAsync(new Uri(QueryHelpers.AddQueryString(Items(collection), parameters)), cancel);
        return new ForeignState(Box(document.RootElement), page is null ? null : Number(page.RootElement, "numberMatched"));
    }

    private string Items(ForeignCollection collection) => $"{_base}/collections/{Uri.EscapeDataString(collection.From)}/items";

    private bool Ask(ForeignCollection collection, PropertyFilter filter, Dictionary<string, string?> parameters)
    {
        var rule = collection.Rules[IndexOf(collection, filter.Property)];
        if (rule is not { IsPlain: true } || filter.Property.Kind is not (PropertyKind.Text or PropertyKind.Integer))
            return false;
        if (!_queryables.TryGetValue(collection.From, out var queryables) || !queryables.Contains(rule.From[0]) || rule.Inverse(filter.Text) is not { } foreign)
            return false;
        return parameters.TryAdd(rule.From[0], foreign);
    }

    private static int IndexOf(ForeignCollection collection, PropertyDescriptor property) =>
        Enumerable.Range(0, collection.Rules.Count).First(i => collection.Descriptor.Properties[i].Name == property.Name);

    private async Task<HashSet<string>> QueryablesAsync(ForeignCollection collection, CancellationToken cancel)
    {
        try
        {
            using var document = await client.GetAsync(new Uri($"{_base}/collections/{Uri.EscapeDataString(collection.From)}/queryables"), cancel);
            return document?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
                ? [.. properties.EnumerateObject().Select(p => p.Name)]
                : [];
        }
        catch (ForeignFaultException)
        {
            // A server without Part 3 may answer anything here; then it is asked for no property.
            return [];
        }
    }

    private static (List<ForeignRow> Rows, List<string> LeftOut) Rows(ForeignCollection collection, JsonElement features)
    {
        var (rows, leftOut) = (new List<ForeignRow>(), new List<string>());
        foreach (var feature in features.EnumerateArray())
        {
            try
            {
                rows.Add(Row(collection, feature));
            }
            catch (FormatException e)
            {
                leftOut.Add(e.Message);
            }
        }

        return (rows, leftOut);
    }

    private static ForeignRow Row(ForeignCollection collection, JsonElement feature)
    {
        var id = feature.TryGetProperty("id", out var own) ? FieldPath.Text(own) : null;
        var fields = feature.GetProperty("properties");
        return collection.Read(id, fields, collection.Geometry is { } path ? FieldPath.Find(fields, path) : FieldPath.Find(feature, "geometry"));
    }

    private Uri? Next(ForeignCollection collection, JsonElement root, Uri address)
    {
        if (!root.TryGetProperty("links", out var links) || links.ValueKind != JsonValueKind.Array)
            return null;
        var next = links.EnumerateArray()
            .Where(l => FieldPath.Find(l, "rel") is { ValueKind: JsonValueKind.String } rel && rel.GetString() == "next")
            .OrderByDescending(l => FieldPath.Find(l, "type") is { ValueKind: JsonValueKind.String } type && type.GetString()!.Contains("json", StringComparison.Ordinal))
            .Select(l => FieldPath.Find(l, "href") is { ValueKind: JsonValueKind.String } href ? href.GetString() : null)
            .FirstOrDefault();
        if (next is null)
            return null;
        var there = Inside(collection, new Uri(address, next));
        return there != address ? there : throw new ForeignFaultException("its 'next' link leads to the same page");
    }

    /// <summary>
    /// A link below the configured address. Servers behind a proxy often write their inner host; then the query alone is
    /// taken, so that the gateway never asks a host that nobody configured.
    /// </summary>
    private Uri Inside(ForeignCollection collection, Uri link)
    {
        if (link.GetLeftPart(UriPartial.Authority) == landing.GetLeftPart(UriPartial.Authority))
            return link;
        var items = $"/collections/{Uri.EscapeDataString(collection.From)}/items";
        return link.AbsolutePath.EndsWith(items, StringComparison.Ordinal)
            ? new Uri(Items(collection) + link.Query)
            : throw new ForeignFaultException($"its 'next' link leads to {link.Host}, which is not its address");
    }

    private static long? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : null;

    private static double[]? Box(JsonElement root)
    {
        if (FieldPath.Find(root, "extent.spatial.bbox.0") is not { ValueKind: JsonValueKind.Array } box || box.EnumerateArray().Any(n => n.ValueKind != JsonValueKind.Number))
            return null;
        var numbers = box.EnumerateArray().Select(n => n.GetDouble()).ToArray();
        return numbers.Length switch { 4 => numbers, 6 => [numbers[0], numbers[1], numbers[3], numbers[4]], _ => null };
    }

    private static string Instant(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture) ?? "..";
}
