using System.Text.Json;
using System.Text.Json.Serialization;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Querying;

/// <summary>The last row of a page.</summary>
/// <param name="Key">Its key, one text a key column.</param>
/// <param name="Sort">Its values of the properties sorted by, as <see cref="SortValues"/> writes them; null if there are none.</param>
/// <param name="Matched">Rows that match the question, counted with the first page; null without a filter.</param>
/// <param name="Uncounted">The walk began in the middle: whoever asks knows the count, or does not want it.</param>
internal sealed record PagePosition(
    [property: JsonPropertyName("k")] string[] Key,
    [property: JsonPropertyName("s"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement[]? Sort = null,
    [property: JsonPropertyName("m"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Matched = null,
    [property: JsonPropertyName("u"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Uncounted = false)
{
    /// <summary>The place behind a row, whether it is still there or not.</summary>
    /// <param name="after">Id of a feature; in a sorted question the JSON array of the row's sort values and its id.</param>
    /// <exception cref="ProblemException">400: it cannot be a row of this city, collection and order.</exception>
    public static PagePosition Behind(string after, string city, ItemsQuestion question)
    {
        if (question.Sort.Keys.Count == 0)
            return new PagePosition(KeyOf(after, city, question.Collection) ?? throw Wrong(after, city, question), Uncounted: true);
        if (Parts(after) is not { } parts || parts.Length != question.Sort.Keys.Count + 1 || parts[^1].ValueKind != JsonValueKind.String
            || KeyOf(parts[^1].GetString()!, city, question.Collection) is not { } key)
            throw Wrong(after, city, question);
        return new PagePosition(key, parts[..^1], Uncounted: true);
    }

    /// <summary>Whether it can be a position in this order; a cursor may have been written by another version.</summary>
    public bool Fits(ItemsQuestion question) =>
        Key.Length == question.Collection.Key.Count && (Sort?.Length ?? 0) == question.Sort.Keys.Count;

    private static JsonElement[]? Parts(string after)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement[]>(after);
        }
        catch (JsonException)
        {
            // No array: the caller says what would be one.
            return null;
        }
    }

    private static string[]? KeyOf(string id, string city, CollectionDescriptor collection)
    {
        var key = id.StartsWith(city + ":", StringComparison.Ordinal) ? KeyText.Split(id[(city.Length + 1)..], collection.Key) : null;
        return key is not null && key.Zip(collection.Key).All(part => KeyText.Parameter(part.First, part.Second.Kind) is not null)
            ? key
            : null;
    }

    private static ProblemException Wrong(string after, string city, ItemsQuestion question) => ProblemException.Parameter400("after", question.Sort.Keys.Count == 0
        ? $"'{after}' is not the id of a feature of '{question.Collection.Id}' in '{city}'."
        : $"'{after}' is not a JSON array of the values of {string.Join(", ", question.Sort.Keys.Select(k => k.Property.Name))} and the id of a feature of '{question.Collection.Id}' in '{city}'.");
}
