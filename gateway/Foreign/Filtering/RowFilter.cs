using NetTopologySuite.Geometries;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Gateway.Foreign.Mapping;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Foreign.Filtering;

/// <summary>
/// Holds a row in memory against a question, with the same outcome that the services' SQL has (services/_features/Querying).
/// </summary>
public sealed class RowFilter(ItemsQuestion question)
{
    private static readonly GeometryFactory _factory = new(new PrecisionModel(), 4326);
    private readonly Geometry? _box = question.Box is { } box ? Area(box) : null;

    /// <summary>Whether the row is asked for.</summary>
    public bool Holds(ForeignRow row) =>
        (_box is null || row.Geometry?.Intersects(_box) == true)
        && IsInTime(row)
        && question.Filters.All(filter => IsEqual(Value(row, filter.Property), filter.Value))
        && (question.Filter is null || new RowExpression(row, question.Collection).IsTrue(question.Filter.Expression));

    private object? Value(ForeignRow row, PropertyDescriptor property)
    {
        for (var i = 0; i < question.Collection.Properties.Count; i++)
        {
            if (question.Collection.Properties[i].Name == property.Name)
                return row.Values[i];
        }

        return null;
    }

    /// <summary>Rows without a time stay in (Part 1, requirement /req/core/fc-time-response).</summary>
    private bool IsInTime(ForeignRow row)
    {
        if (question.Time is not { } time || question.Collection.Instant is not { } property || Value(row, property) is not { } value)
            return true;
        return value switch
        {
            DateOnly day => !(day < Day(time.From)) && !(day > Day(time.To)),
            DateTimeOffset instant => !(instant < time.From) && !(instant > time.To),
            _ => true,
        };
    }

    private static DateOnly? Day(DateTimeOffset? instant) => instant is { } given ? DateOnly.FromDateTime(given.UtcDateTime) : null;

    private static bool IsEqual(object? value, object wanted) => value switch
    {
        null => false,
        string[] items => items.Contains(wanted),
        _ => value.Equals(wanted),
    };

    private static Geometry Area(BoundingBox box) => box.CrossesDateLine
        ? _factory.BuildGeometry([Area(box with { East = 180 }), Area(box with { West = -180 })])
        : _factory.ToGeometry(new Envelope(box.West, box.East, box.South, box.North));
}
