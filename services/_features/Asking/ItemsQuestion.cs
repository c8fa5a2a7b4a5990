using System.Globalization;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Asking;

/// <summary>A question for the features of one collection, read and checked (OGC API Features Part 1, clause 7.15).</summary>
/// <param name="Limit">Features a page; 0 asks for the count alone.</param>
/// <param name="Cursor">Where the page begins, as the client sent it; null for the first page.</param>
public sealed record ItemsQuestion(
    CollectionDescriptor Collection,
    int Limit,
    string? Cursor,
    BoundingBox? Box,
    TimeSpanFilter? Time,
    IReadOnlyList<PropertyFilter> Filters)
{
    /// <summary>Features a page when the client does not say.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Most features a page; a larger <c>limit</c> is cut to it.</summary>
    public const int MaximumLimit = 10_000;

    /// <summary>Whether anything but the place in the collection is asked.</summary>
    public bool Filtered => Box is not null || Time is not null || Filters.Count > 0;

    /// <summary>The question without page and position, in one canonical form: what a cursor belongs to.</summary>
    public string Canonical => string.Join('|', new[] { Collection.Id, Box?.ToString() ?? "", Time?.ToString() ?? "" }
        // Escaped, so that a value with '|' in it does not read like two filters.
        .Concat(Filters.Select(f => $"{f.Property.Name}={Uri.EscapeDataString(f.Text)}").Order(StringComparer.Ordinal)));
}

/// <summary>West, south, east, north in CRS84. West is greater than east when the box crosses the date line.</summary>
public sealed record BoundingBox(double West, double South, double East, double North)
{
    /// <summary>Whether the box crosses the 180th meridian.</summary>
    public bool CrossesDateLine => West > East;

    /// <summary>As the parameter <c>bbox</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{West:R},{South:R},{East:R},{North:R}");
}

/// <summary>A closed interval; an open end is null.</summary>
public sealed record TimeSpanFilter(DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>As an interval of the parameter <c>datetime</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:O}/{To:O}");
}

/// <summary>A property must equal a value.</summary>
/// <param name="Value">In the .NET type of the property.</param>
/// <param name="Text">As the client wrote it.</param>
public sealed record PropertyFilter(PropertyDescriptor Property, object Value, string Text);
