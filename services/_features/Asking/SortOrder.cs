using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Asking;

/// <summary>One property of the order, with its direction.</summary>
/// <param name="Property">The property; <see cref="SortOrder.City"/> stands for the city.</param>
public sealed record SortKey(PropertyDescriptor Property, bool Descending);

/// <summary>
/// The parameter <c>sortby</c> (OGC API Features Part 8, draft; Records Part 1, clause 7.4): properties with <c>+</c> or
/// <c>-</c> before them. Rows that agree in all of them follow their ids, so that the order is always total. Text is ordered
/// by code point, like it is compared; a row without a value comes last in either direction.
/// </summary>
/// <param name="Keys">The properties, most significant first; empty for the order by id.</param>
/// <param name="IdDescending">Whether ids run down.</param>
/// <param name="Asked">Whether the client named an order; cities then are merged, and follow one another otherwise.</param>
public sealed record SortOrder(IReadOnlyList<SortKey> Keys, bool IdDescending, bool Asked)
{
    /// <summary>Name by which the id is sorted and filtered.</summary>
    public const string Id = "id";

    /// <summary>The order by id, upwards: what a question has if it names none.</summary>
    public static readonly SortOrder ById = new([], false, false);

    /// <summary>The city, as a property that every collection has.</summary>
    public static readonly PropertyDescriptor City = new(
        "city", PropertyKind.Text, new LocalText("Stadt", "City"), null, null, null, null, true, null, null, null);

    /// <summary>The properties of a collection that can be sorted by: those with one value.</summary>
    public static IEnumerable<PropertyDescriptor> Sortables(CollectionDescriptor collection) =>
        collection.Properties.Where(p => p.Kind is not (PropertyKind.TextList or PropertyKind.Geometry)).Append(City);

    /// <summary>Reads the order.</summary>
    /// <exception cref="ProblemException">400: a property is unknown, or named twice.</exception>
    public static SortOrder Read(string? text, CollectionDescriptor collection)
    {
        if (text is null)
            return ById;
        var keys = new List<SortKey>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, descending) in Parts(text))
        {
            if (!seen.Add(name))
                throw ProblemException.Parameter400("sortby", $"'{text}' names '{name}' twice.");
            if (name == Id)
                // What follows an id decides nothing any more.
                return new SortOrder(keys, descending, true);
            keys.Add(new SortKey(Find(name, collection), descending));
        }

        return new SortOrder(keys, false, true);
    }

    /// <summary>The names in a <c>sortby</c>, and whether each runs down.</summary>
    public static IEnumerable<(string Name, bool Descending)> Parts(string text) => text.Split(',').Select(part =>
        // A plus in a query string arrives as a blank unless it is escaped; nobody means a blank here.
        (part is ['-' or '+' or ' ', ..] ? part[1..] : part, part.StartsWith('-')));

    /// <summary>For the canonical form of a question.</summary>
    public override string ToString() =>
        string.Join(',', Keys.Select(k => (k.Descending ? "-" : "+") + k.Property.Name).Append(IdDescending ? "-id" : Asked ? "+id" : ""));

    private static PropertyDescriptor Find(string name, CollectionDescriptor collection) =>
        Sortables(collection).FirstOrDefault(p => p.Name == name)
        ?? throw ProblemException.Parameter400("sortby", $"'{name}' is not a property by which '{collection.Id}' can be sorted; there are {string.Join(", ", Sortables(collection).Select(p => p.Name).Append(Id))}.");
}
