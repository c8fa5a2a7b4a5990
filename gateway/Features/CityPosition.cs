using System.Text.Json.Serialization;

namespace UrbanDataHub.Gateway.Features;

/// <summary>
/// How far the walk through one city is. A federated cursor is a list of these; the names are short because the cursor
/// is part of an address.
/// </summary>
/// <param name="Token">The city's own cursor; null at its begin.</param>
/// <param name="After">In place of a token: id of the feature behind which to go on (the cursor of an edge within a page).</param>
/// <param name="Done">The city has no more.</param>
/// <param name="Matched">Features of the city that match, once known.</param>
/// <param name="Delivered">Features of the city delivered so far.</param>
public sealed record CityPosition(
    [property: JsonPropertyName("c")] string City,
    [property: JsonPropertyName("t"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] string? Token = null,
    [property: JsonPropertyName("a"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] string? After = null,
    [property: JsonPropertyName("d"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Done = false,
    [property: JsonPropertyName("m"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long? Matched = null,
    [property: JsonPropertyName("n"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Delivered = 0);
