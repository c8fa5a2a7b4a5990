using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Filtering;

/// <summary>What an expression yields.</summary>
public enum FilterType
{
    Boolean,
    Number,
    Text,
    Date,
    Instant,
    Interval,
    Geometry,
    Array,
}

/// <summary>Types and their words.</summary>
public static class FilterTypes
{
    /// <summary>The type of a property.</summary>
    public static FilterType Of(PropertyKind kind) => kind switch
    {
        PropertyKind.Integer or PropertyKind.Number => FilterType.Number,
        PropertyKind.Boolean => FilterType.Boolean,
        PropertyKind.Date => FilterType.Date,
        PropertyKind.Instant => FilterType.Instant,
        PropertyKind.TextList => FilterType.Array,
        PropertyKind.Geometry => FilterType.Geometry,
        _ => FilterType.Text,
    };

    /// <summary>As a message names it.</summary>
    public static string Word(this FilterType type) => type switch
    {
        FilterType.Boolean => "true or false",
        FilterType.Number => "a number",
        FilterType.Text => "a text",
        FilterType.Date => "a date",
        FilterType.Instant => "an instant",
        FilterType.Interval => "an interval",
        FilterType.Geometry => "a geometry",
        _ => "an array",
    };

    /// <summary>As OGC API Features Part 3, clause 6.5, names the types of functions.</summary>
    public static string Json(this FilterType type) => type switch
    {
        FilterType.Text => "string",
        FilterType.Instant => "datetime",
        FilterType.Interval => "datetime",
        _ => type.ToString().ToLowerInvariant(),
    };
}
