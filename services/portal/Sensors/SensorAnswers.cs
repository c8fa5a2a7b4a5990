using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Sensors;

/// <summary>A list of alerts, and how the cities fared.</summary>
public sealed record AlertsAnswer(IReadOnlyList<Alert> Alerts, FederationAnswer Federation);

/// <summary>A message that could not be taken.</summary>
/// <param name="Characters">Length of what is kept of its payload.</param>
/// <param name="Payload">What it said; null where only those who may write see it.</param>
public sealed record DeadLetter(long Id, DateTimeOffset ReceivedAt, string Door, string Topic, string Reason, int Characters, string? Payload);

/// <summary>A page of dead letters, newest first.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Payloads">Whether payloads are told.</param>
/// <param name="Next">Address of the next page; null on the last one.</param>
public sealed record DeadLettersPage(long Total, bool Payloads, IReadOnlyList<DeadLetter> DeadLetters, string? Next);

/// <summary>What the gateway tells of sensors. Every method throws <see cref="GatewayException"/> when there is no answer.</summary>
public sealed class SensorAnswers(Gateway gateway)
{
    /// <summary>Datastreams and stations that are asked for; more are said to be more.</summary>
    public const int Most = 10_000;

    private const int SuspectPages = Most / 1000;

    /// <summary>All features of a collection, up to <see cref="Most"/>.</summary>
    public async Task<FeaturePage> AllAsync(string collection, CancellationToken cancel) =>
        await gateway.ItemsAsync(collection, new Dictionary<string, string?> { ["limit"] = $"{Most}" }, cancel)
            ?? throw new GatewayException($"The gateway has no collection {collection}.");

    /// <summary>The first observations of a datastream in an interval, by time; null when its city does not take the question.</summary>
    public Task<FeaturePage?> ObservationsAsync(Datastream datastream, Period period, int limit, CancellationToken cancel) =>
        gateway.ItemsAsync("observations", new Dictionary<string, string?>
        {
            ["city"] = datastream.City,
            ["datastream"] = $"{datastream.Number}",
            ["datetime"] = period.Interval,
            ["limit"] = $"{limit}",
        }, cancel);

    /// <summary>Buckets by number of datastream; null when the city has no aggregates, as other people's servers have not.</summary>
    public Task<IReadOnlyDictionary<long, IReadOnlyList<CurvePoint>>?> AggregatesAsync(
        string city, IEnumerable<long> datastreams, Period period, Resolution every, CancellationToken cancel)
    {
        var address = QueryHelpers.AddQueryString($"cities/{city}/aggregates", new Dictionary<string, string?>
        {
            ["datastream"] = string.Join(',', datastreams),
            ["from"] = Period.Written(period.Begin),
            ["to"] = Period.Written(period.End),
            ["every"] = every.Text,
            ["fn"] = "count,min,max,mean",
        });
        return gateway.AskAsync(address, ReadAggregates, cancel);
    }

    /// <summary>The newest alerts, of one city or all, active or over or both.</summary>
    public async Task<AlertsAnswer> AlertsAsync(string? city, bool? active, int limit, CancellationToken cancel)
    {
        var parameters = new Dictionary<string, string?> { ["city"] = city, ["active"] = active switch { true => "true", false => "false", null => null }, ["limit"] = $"{limit}" };
        return await gateway.AskAsync(
            QueryHelpers.AddQueryString("alerts", parameters.Where(p => p.Value is not null)), Read<AlertsAnswer>, cancel)
            ?? throw new GatewayException("The gateway has no /alerts.");
    }

    /// <summary>What this node could not take; null when the cursor is not one of its.</summary>
    public Task<DeadLettersPage?> DeadLettersAsync(string? cursor, int limit, CancellationToken cancel)
    {
        var parameters = new Dictionary<string, string?> { ["limit"] = $"{limit}", ["cursor"] = cursor };
        return gateway.AskAsync(QueryHelpers.AddQueryString("node/dead-letters", parameters.Where(p => !string.IsNullOrEmpty(p.Value))), Read<DeadLettersPage>, cancel);
    }

    /// <summary>One alert with its limits; null when the city has none of this number.</summary>
    public Task<AlertDetail?> AlertAsync(string city, long id, CancellationToken cancel) =>
        gateway.AskAsync($"cities/{Uri.EscapeDataString(city)}/alerts/{id}", Read<AlertDetail>, cancel);

    /// <summary>
    /// Numbers of datastreams whose latest observation is suspect: of this node, and of partners too if nodes have numbers
    /// (infra/decisions/0012).
    /// </summary>
    public async Task<IReadOnlySet<long>> SuspectAsync(CancellationToken cancel)
    {
        var suspect = new HashSet<long>();
        var address = QueryHelpers.AddQueryString("sensorthings/v1.1/Datastreams", new Dictionary<string, string?>
        {
            ["$select"] = "id",
            ["$expand"] = "Observations($select=resultQuality;$orderby=phenomenonTime desc;$top=1)",
            ["$top"] = "1000",
        });
        for (var page = 0; address is not null && page < SuspectPages; page++)
            address = await gateway.AskAsync(address, root => new Next(ReadSuspect(root, suspect)), cancel) is { Address: { } next } ? next : null;
        return suspect;
    }

    private static string? ReadSuspect(JsonElement root, HashSet<long> suspect)
    {
        foreach (var datastream in root.GetProperty("value").EnumerateArray())
        {
            if (datastream.GetProperty("Observations").EnumerateArray().Any(IsSuspect))
                suspect.Add(datastream.GetProperty("@iot.id").GetInt64());
        }

        // The link names the public address, which the portal need not be able to reach.
        return root.TryGetProperty("@iot.nextLink", out var link) ? new Uri(link.GetString()!).PathAndQuery.TrimStart('/') : null;
    }

    private static bool IsSuspect(JsonElement observation) =>
        observation.TryGetProperty("resultQuality", out var quality) && quality.ValueKind == JsonValueKind.Object
        && quality.TryGetProperty("flag", out var flag) && flag.ValueKind == JsonValueKind.String && flag.GetString() == "suspect";

    private static IReadOnlyDictionary<long, IReadOnlyList<CurvePoint>> ReadAggregates(JsonElement root) =>
        root.GetProperty("datastreams").EnumerateArray().ToDictionary(
            d => d.GetProperty("datastream").GetInt64(),
            d => (IReadOnlyList<CurvePoint>)d.GetProperty("buckets").EnumerateArray().Select(b => b.Deserialize<CurvePoint>(JsonSerializerOptions.Web)!).ToList());

    private static T Read<T>(JsonElement root)
        where T : class =>
        root.Deserialize<T>(JsonSerializerOptions.Web) ?? throw new JsonException("The answer is empty.");

    private sealed record Next(string? Address);
}
