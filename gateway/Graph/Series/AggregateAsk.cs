using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph.Series;

/// <summary>One series of a batch, and its part of the answer.</summary>
internal sealed class AggregateAsk(FeatureNode series)
{
    /// <summary>The city that holds it.</summary>
    public string City { get; } = series.City;

    /// <summary>Its number in the city; null where the city has no numbers.</summary>
    public long? Number { get; } = long.TryParse(series.Id[(series.City.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Its buckets; null if the city is missing.</summary>
    public IReadOnlyList<AggregateBucket>? Buckets { get; set; }

    /// <summary>Why there are none; null if the city answered.</summary>
    public CityAnswer? Missing { get; set; }
}

/// <summary>One bucket, as the city wrote it.</summary>
internal sealed record AggregateBucket(JsonElement Json, AggregatesQuestion Question)
{
    /// <summary>Where it begins.</summary>
    public string? Time => Json.GetProperty("time").GetString();

    /// <summary>False while the city works it out anew.</summary>
    public bool Exact => Json.GetProperty("exact").GetBoolean();

    /// <summary>The values of <c>fn</c>, in its order.</summary>
    public IEnumerable<double?> Values => Question.Values.Split(',').Select(Value);

    /// <summary>What a function makes of it; null where there are no results.</summary>
    public double? Value(string function) => Json.TryGetProperty(function, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
