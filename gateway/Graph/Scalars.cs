using System.Globalization;
using GraphQL.Types;
using GraphQLParser.AST;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>A GeoJSON geometry, written as the city sent it; in a filter, as the client wrote it.</summary>
public sealed class GeoJsonScalar : ScalarGraphType
{
    /// <summary>Names and describes it.</summary>
    public GeoJsonScalar() => (Name, Description) = ("GeoJSON", "A GeoJSON geometry (RFC 7946): longitude and latitude in CRS84.");

    /// <inheritdoc/>
    public override object? Serialize(object? value) => value;

    /// <inheritdoc/>
    public override object? ParseValue(object? value) => value switch
    {
        null => null,
        IDictionary<string, object?> geometry when geometry.TryGetValue("type", out var type) && type is string => geometry,
        _ => ThrowValueConversionError(value),
    };

    /// <inheritdoc/>
    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLNullValue => null,
        GraphQLObjectValue => ParseValue(Plain(value)),
        _ => ThrowLiteralConversionError(value, "A geometry is an object with 'type' and 'coordinates'."),
    };

    private static object? Plain(GraphQLValue value) => value switch
    {
        GraphQLObjectValue o => (o.Fields ?? []).ToDictionary(f => f.Name.StringValue, f => Plain(f.Value), StringComparer.Ordinal),
        GraphQLListValue list => (list.Values ?? []).ConvertAll(Plain),
        GraphQLIntValue number => double.Parse(number.Value.Span, CultureInfo.InvariantCulture),
        GraphQLFloatValue number => double.Parse(number.Value.Span, CultureInfo.InvariantCulture),
        GraphQLStringValue text => text.Value.ToString(),
        GraphQLTrueBooleanValue => true,
        GraphQLFalseBooleanValue => false,
        _ => null,
    };
}

/// <summary>A text with a rule; the same text goes in, to the cities, and out.</summary>
public abstract class TextScalar(Func<string, bool> valid) : ScalarGraphType
{
    /// <inheritdoc/>
    public override object? Serialize(object? value) => value;

    /// <inheritdoc/>
    public override object? ParseValue(object? value) => value switch
    {
        null => null,
        string text when valid(text) => text,
        _ => ThrowValueConversionError(value),
    };

    /// <inheritdoc/>
    public override object? ParseLiteral(GraphQLValue value) => value switch
    {
        GraphQLNullValue => null,
        GraphQLStringValue text when valid(text.Value.ToString()) => text.Value.ToString(),
        _ => ThrowLiteralConversionError(value, Description),
    };
}

/// <summary>A calendar date.</summary>
public sealed class DateScalar : TextScalar
{
    /// <summary>Names and describes it.</summary>
    public DateScalar()
        : base(text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) =>
        (Name, Description) = ("Date", "A date such as 2024-06-01.");
}

/// <summary>An instant.</summary>
public sealed class DateTimeScalar : TextScalar
{
    /// <summary>Names and describes it.</summary>
    public DateTimeScalar()
        : base(text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out _)) =>
        (Name, Description) = ("DateTime", "An RFC 3339 instant such as 2024-06-01T00:00:00Z.");
}
