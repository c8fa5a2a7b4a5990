using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Sql;

/// <summary>A part of an expression as SQL.</summary>
/// <param name="Source">What it was made from, for what its kind alone does not tell.</param>
internal sealed record Term(string Text, ValueKind Kind, Expression Source)
{
    /// <summary>The values that are no numbers, of a property that may have both; null otherwise.</summary>
    public string? Json { get; init; }

    /// <summary>Whether it is the constant null.</summary>
    public bool IsNull => Source is Constant { Value: null };

    /// <summary>As a phrase in a problem: "a number".</summary>
    public string Named => Name(Kind);

    /// <summary>A value of a kind as a phrase: "a number".</summary>
    public static string Name(ValueKind kind) => kind switch
    {
        ValueKind.Number => "a number",
        ValueKind.Text => "a text",
        ValueKind.Time or ValueKind.Period => "a time",
        ValueKind.Geometry => "a geometry",
        ValueKind.Boolean => "true or false",
        ValueKind.Duration => "a duration",
        _ => "JSON",
    };
}
