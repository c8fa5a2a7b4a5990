using System.Text.Json;

namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>A value of a document that has no page of its own form, shown as text, list, table or list of members.</summary>
/// <param name="Depth">How deep it lies; what lies deeper than <see cref="Deepest"/> is shown as JSON.</param>
/// <param name="Place">The address of the document, from which features lead on.</param>
public sealed record JsonView(JsonElement Value, int Depth, OgcPlace Place, HostString Host)
{
    /// <summary>Elements of an array that are shown; the rest stands in the JSON document.</summary>
    public const int Most = 100;

    private const int Deepest = 6;
    private const int MostColumns = 12;
    private const int LongestRow = 16;

    // Title and description head the page, and links have a list of their own.
    private static readonly string[] Elsewhere = ["title", "description", "links"];

    /// <summary>The members of an object that are shown.</summary>
    public IReadOnlyList<JsonProperty> Members => [.. Value.EnumerateObject().Where(m => m.Name != "links" && (Depth > 0 || !Elsewhere.Contains(m.Name)))];

    /// <summary>The elements of an array that are shown.</summary>
    public IReadOnlyList<JsonElement> Elements => [.. Value.EnumerateArray().Take(Most)];

    /// <summary>How many are not.</summary>
    public int Left => Math.Max(0, Value.GetArrayLength() - Most);

    /// <summary>Whether it lies too deep for a page.</summary>
    public bool IsTooDeep => Depth > Deepest && !Value.IsPlain();

    /// <summary>Whether it is an array of texts or numbers that fits in a line.</summary>
    public bool IsRow => Value.ValueKind == JsonValueKind.Array && Value.GetArrayLength() <= LongestRow && Value.EnumerateArray().All(v => v.IsPlain() && v.ToString().Length < 40);

    /// <summary>The columns under which an array of flat objects is a table; null for any other value.</summary>
    public IReadOnlyList<string>? Columns
    {
        get
        {
            if (Value.ValueKind != JsonValueKind.Array || Value.GetArrayLength() == 0 || !Value.EnumerateArray().All(IsFlat))
                return null;
            var names = Value.EnumerateArray().SelectMany(v => v.EnumerateObject()).Select(m => m.Name).Distinct().ToList();
            return names.Count is > 0 and <= MostColumns ? names : null;
        }
    }

    /// <summary>A value inside of this one.</summary>
    public JsonView Inside(JsonElement value) => this with { Value = value, Depth = Depth + 1 };

    /// <summary>What an element of an array is called; null when it does not say.</summary>
    public static string? NameOf(JsonElement element) =>
        element.Text("title") ?? element.Member("properties").Text("title") ?? element.Member("properties").Text("name") ?? element.Text("name") ?? element.Text("id");

    /// <summary>Where an element of an array stands by itself; null when it does not say.</summary>
    public string? AddressOf(JsonElement element) =>
        DocumentLink.Of(element, Host).FirstOrDefault(l => l.Rel == "self")?.Href
        ?? (Place.Segments is ["collections", _, "items"] && element.Text("id") is { } id ? $"{Place.Path}/{OgcPlace.Escaped(id)}" : null);

    private bool IsFlat(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.EnumerateObject().All(m => m.Value.IsPlain() || Inside(m.Value).IsRow);
}
