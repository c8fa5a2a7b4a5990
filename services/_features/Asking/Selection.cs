using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Asking;

/// <summary>
/// The parameters <c>properties</c> and <c>exclude-properties</c> (OGC API Features Part 6, draft): what of a feature is
/// answered. Id and city always are, so that a row stays the same row.
/// </summary>
/// <param name="Properties">The properties answered, in the collection's order.</param>
/// <param name="Geometry">Whether the geometry is answered; <c>null</c> stands in its place otherwise.</param>
public sealed record Selection(IReadOnlyList<PropertyDescriptor> Properties, bool Geometry)
{
    /// <summary>Everything.</summary>
    public static Selection All(CollectionDescriptor collection) => new(collection.Properties, true);

    /// <summary>Reads the selection.</summary>
    /// <param name="kept">Value of <c>properties</c>: the others go; the geometry stays. Null keeps all.</param>
    /// <param name="excluded">Value of <c>exclude-properties</c>; may name the geometry.</param>
    /// <exception cref="ProblemException">400: a property is unknown.</exception>
    public static Selection Read(string? kept, string? excluded, CollectionDescriptor collection)
    {
        if (kept is null && excluded is null)
            return All(collection);
        var keep = Names("properties", kept, collection);
        var drop = Names("exclude-properties", excluded, collection) ?? [];
        return new Selection(
            [.. collection.Properties.Where(p => keep?.Contains(p.Name) != false && !drop.Contains(p.Name))],
            collection.Geometry is null || !(drop.Contains(collection.Geometry.Name) || drop.Contains(CollectionDescriptor.GeometryName)));
    }

    private static HashSet<string>? Names(string parameter, string? text, CollectionDescriptor collection)
    {
        if (text is null)
            return null;
        var names = text.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names.Where(name => collection.Find(name) is null && name != SortOrder.City.Name))
            throw ProblemException.Parameter400(parameter, $"'{collection.Id}' has no property '{name}'; there are {string.Join(", ", Known(collection))}.");
        return names;
    }

    private static IEnumerable<string> Known(CollectionDescriptor collection) =>
        collection.Properties.Select(p => p.Name).Concat(collection.Geometry is { } geometry ? [geometry.Name] : []);
}
