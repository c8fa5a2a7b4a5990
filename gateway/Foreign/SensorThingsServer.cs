using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Foreign.Mapping;

namespace UrbanDataHub.Gateway.Foreign;

/// <summary>
/// A server of OGC SensorThings API 1.1: things with their places, or observations with datastream, thing and observed
/// property. Asked of it are the filter of the mapping and the time; everything else the gateway filters.
/// </summary>
public sealed class SensorThingsServer(ForeignClient client, Uri root) : IForeignServer
{
    private static readonly Dictionary<string, (string Expand, string? Geometry)> _sets = new()
    {
        ["Things"] = ("Locations", "Locations.0.location"),
        ["Observations"] = ("Datastream($expand=Thing,ObservedProperty)", null),
    };

    private readonly string _base = root.ToString().TrimEnd('/');

    /// <inheritdoc/>
    public ForeignPlan Plan(ForeignCollection collection, ItemsQuestion question)
    {
        var isTimed = question.Time is not null && collection.Time is not null;
        var isWhole = question.Box is null && question.Filters.Count == 0 && question.Filter is null && (question.Time is null || isTimed);
        var parameters = Parameters(collection);
        if (isTimed)
            parameters["$filter"] = And(parameters.GetValueOrDefault("$filter"), Time(collection.Time!, question.Time!));
        parameters["$top"] = (isWhole || question.Limit == 0 ? Math.Clamp(question.Limit, 1, collection.PageSize) : collection.PageSize).ToString(CultureInfo.InvariantCulture);
        parameters["$count"] = "true";
        return new ForeignPlan(Address(Set(collection), parameters), isWhole);
    }

    /// <inheritdoc/>
    public async Task<ForeignBatch> ReadAsync(ForeignCollection collection, Uri address, CancellationToken cancel)
    {
        using var document = await client.GetAsync(address, cancel) ?? throw new ForeignFaultException($"has no {collection.From}");
        try
        {
            var (rows, leftOut) = (new List<ForeignRow>(), new List<string>());
            foreach (var entity in document.RootElement.GetProperty("value").EnumerateArray())
                Read(collection, entity, rows, leftOut);
            return new ForeignBatch(rows, leftOut, Count(document.RootElement), Next(collection, document.RootElement, address));
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or UriFormatException)
        {
            throw new ForeignFaultException($"answered with no list of entities: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async Task<ForeignRow?> OneAsync(ForeignCollection collection, string id, CancellationToken cancel)
    {
        var key = id.All(char.IsAsciiDigit) ? id : $"'{id.Replace("'", "''", StringComparison.Ordinal)}'";
        var parameters = Parameters(collection);
        // An entity is not filtered, so it is looked for in the list that is.
        parameters["$filter"] = And(parameters.GetValueOrDefault("$filter"), collection.Id is null ? $"id eq {key}" : $"{collection.Id.Replace('.', '/')} eq '{id.Replace("'", "''", StringComparison.Ordinal)}'");
        parameters["$top"] = "2";
        var batch = await ReadAsync(collection, Address(Set(collection), parameters), cancel);
        return batch.Rows.FirstOrDefault(row => row.Id == $"{collection.Dataset.City}:{id}");
    }

    /// <inheritdoc/>
    public async Task<ForeignState?> DescribeAsync(ForeignCollection collection, CancellationToken cancel)
    {
        var parameters = Parameters(collection);
        parameters["$top"] = "1";
        parameters["$count"] = "true";
        using var document = await client.GetAsync(Address(Set(collection), parameters), cancel);
        return document is null ? null : new ForeignState(null, Count(document.RootElement));
    }

    private static void Read(ForeignCollection collection, JsonElement entity, List<ForeignRow> rows, List<string> leftOut)
    {
        try
        {
            var id = FieldPath.Find(entity, "@iot.id") is { } own ? FieldPath.Text(own) : null;
            var path = collection.Geometry ?? _sets[collection.From].Geometry;
            rows.Add(collection.Read(id, entity, path is null ? null : FieldPath.Find(entity, path)));
        }
        catch (FormatException e)
        {
            leftOut.Add(e.Message);
        }
    }

    private string Set(ForeignCollection collection) => $"{_base}/{collection.From}";

    private static Uri Address(string set, Dictionary<string, string?> parameters) => new(QueryHelpers.AddQueryString(set, parameters));

    private static Dictionary<string, string?> Parameters(ForeignCollection collection)
    {
        var parameters = new Dictionary<string, string?>(collection.Parameters.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
        parameters.TryAdd("$expand", _sets[collection.From].Expand);
        return parameters;
    }

    private static string And(string? one, string other) => one is null ? other : $"({one}) and {other}";

    private static string Time(string field, TimeSpanFilter time) => string.Join(" and ", new[] { (time.From, "ge"), (time.To, "le") }
        .Where(end => end.Item1 is not null)
        .Select(end => $"{field} {end.Item2} {end.Item1!.Value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture)}"));

    private static long? Count(JsonElement root) =>
        FieldPath.Find(root, "@iot.count") is { ValueKind: JsonValueKind.Number } count && count.TryGetInt64(out var number) ? number : null;

    /// <summary>The next page, below the configured address whatever host the server writes.</summary>
    private Uri? Next(ForeignCollection collection, JsonElement answer, Uri address)
    {
        if (FieldPath.Find(answer, "@iot.nextLink") is not { ValueKind: JsonValueKind.String } link)
            return null;
        var next = new Uri(address, link.GetString()!);
        if (!next.AbsolutePath.EndsWith("/" + collection.From, StringComparison.Ordinal))
            throw new ForeignFaultException($"its nextLink leads to {next.AbsolutePath}, which is not {collection.From}");
        var there = new Uri(Set(collection) + next.Query);
        return there != address ? there : throw new ForeignFaultException("its nextLink leads to the same page");
    }
}
