using System.Globalization;
using System.Text.Json;

namespace UrbanDataHub.Tests.Gateway.Trial;

/// <summary>A row of the collection <c>benches</c>: as the test wrote it, and as every door shows it.</summary>
/// <param name="Tags">Joined by <c>|</c>, as in CSV; null for none.</param>
public sealed record Bench(
    string Id,
    string Name,
    string? Kind,
    long? Seats,
    double? Height,
    bool? IsCovered,
    DateOnly? Built,
    DateTimeOffset? SeenAt,
    string? Tags,
    double? Longitude,
    double? Latitude)
{
    /// <summary>The city that the id names.</summary>
    public string City => Id.Split(':')[0];

    /// <summary>A GeoJSON feature.</summary>
    public static Bench OfFeature(JsonElement feature) =>
        Of(feature.GetProperty("id").GetString()!, feature.GetProperty("properties"), feature.GetProperty("geometry"));

    /// <summary>A node of a GraphQL answer with all fields.</summary>
    public static Bench OfNode(JsonElement node) => Of(node.GetProperty("id").GetString()!, node, node.GetProperty("geometry"));

    /// <summary>A line of a CSV download, by the names of its columns.</summary>
    public static Bench OfLine(Func<string, string> column)
    {
        string? Text(string name) => column(name) is { Length: > 0 } text ? text : null;
        return new Bench(
            column("id"), column("name"), Text("kind"),
            Text("seats") is { } seats ? long.Parse(seats, CultureInfo.InvariantCulture) : null,
            Number(Text("height")),
            Text("isCovered") is { } covered ? bool.Parse(covered) : null,
            Text("built") is { } built ? DateOnly.ParseExact(built, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            Text("seenAt") is { } seen ? DateTimeOffset.ParseExact(seen, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null,
            Text("tags"), Number(Text("longitude")), Number(Text("latitude")));
    }

    private static Bench Of(string id, JsonElement properties, JsonElement geometry)
    {
        JsonElement? Given(string name) => properties.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;
        Assert.Equal(id.Split(':')[0], properties.GetProperty("city").GetString());
        double? Coordinate(int axis) => geometry.ValueKind == JsonValueKind.Null ? null : geometry.GetProperty("coordinates")[axis].GetDouble();
        return new Bench(
            id, properties.GetProperty("name").GetString()!, Given("kind")?.GetString(), Given("seats")?.GetInt64(), Given("height")?.GetDouble(),
            Given("isCovered")?.GetBoolean(),
            Given("built") is { } built ? DateOnly.ParseExact(built.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            Given("seenAt")?.GetDateTimeOffset(),
            Given("tags") is { } tags ? string.Join('|', tags.EnumerateArray().Select(t => t.GetString())) : null,
            Coordinate(0), Coordinate(1));
    }

    private static double? Number(string? text) => text is null ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
