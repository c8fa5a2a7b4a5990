using UrbanDataHub.Features.Filtering;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Asking;

/// <summary>A question for the features of one collection, read and checked (OGC API Features Part 1, clause 7.15).</summary>
/// <param name="Collection">What is asked.</param>
/// <param name="Limit">Features a page; 0 asks for the count alone.</param>
/// <param name="Cursor">Where the page begins, as the client sent it; null for the first page.</param>
public sealed record ItemsQuestion(CollectionDescriptor Collection, int Limit, string? Cursor = null)
{
    /// <summary>Features a page when the client does not say.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Most features a page; a larger <c>limit</c> is cut to it.</summary>
    public const int MaximumLimit = 10_000;

    /// <summary>Where features must lie; null for anywhere.</summary>
    public BoundingBox? Box { get; init; }

    /// <summary>When; null for ever.</summary>
    public TimeSpanFilter? Time { get; init; }

    /// <summary>Properties that must equal a value.</summary>
    public IReadOnlyList<PropertyFilter> Filters { get; init; } = [];

    /// <summary>What else must hold; null for nothing.</summary>
    public Filter? Filter { get; init; }

    /// <summary>The order of the rows.</summary>
    public SortOrder Sort { get; init; } = SortOrder.ById;

    /// <summary>In which system coordinates are answered.</summary>
    public CoordinateSystem Crs { get; init; } = CoordinateSystem.Crs84;

    /// <summary>What of a feature is answered.</summary>
    public Selection Selection { get; init; } = Selection.All(Collection);

    /// <summary>Whether anything but the place in the collection is asked.</summary>
    public bool Filtered => Box is not null || Time is not null || Filters.Count > 0 || Filter is not null;

    /// <summary>Which rows in which order, in one canonical form: what a cursor belongs to.</summary>
    public string Canonical => string.Join('|', new[] { Collection.Id, Box?.ToString() ?? "", Time?.ToString() ?? "", Filter?.ToString() ?? "", Sort.ToString() }
        .Concat(Filters.Select(f => f.ToString()).Order(StringComparer.Ordinal)));
}
