using System.Globalization;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Asking;

/// <summary>A property must equal a value (Part 1, clause 7.15.5).</summary>
/// <param name="Value">In the .NET type of the property.</param>
/// <param name="Text">As the client wrote it.</param>
public sealed record PropertyFilter(PropertyDescriptor Property, object Value, string Text)
{
    /// <summary>Reads the value of the parameter that is named like the property.</summary>
    /// <exception cref="ProblemException">400: it is none of the property's type.</exception>
    public static PropertyFilter Read(PropertyDescriptor property, string text)
    {
        // PostgreSQL has no NUL in a text.
        if (text.Contains('\0', StringComparison.Ordinal))
            throw ProblemException.Parameter400(property.Name, $"The parameter '{property.Name}' has a NUL character, which no text has.");
        return new PropertyFilter(property, ValueOf(property, text), text);
    }

    /// <summary>For the canonical form of a question; escaped, so that a value with '|' in it does not read like two filters.</summary>
    public override string ToString() => $"{Property.Name}={Uri.EscapeDataString(Text)}";

    private static object ValueOf(PropertyDescriptor property, string text) => property.Kind switch
    {
        PropertyKind.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        PropertyKind.Number when Numbers.Finite(text) is { } number => number,
        PropertyKind.Boolean when text is "true" or "false" => text == "true",
        PropertyKind.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
        PropertyKind.Instant when TimeSpanFilter.TryInstant(text, out var instant) => instant,
        PropertyKind.Text or PropertyKind.TextList => text,
        _ => throw ProblemException.Parameter400(property.Name, $"'{text}' is not {Wanted(property.Kind)}."),
    };

    private static string Wanted(PropertyKind kind) => kind switch
    {
        PropertyKind.Integer => "a whole number",
        PropertyKind.Number => "a number with a decimal point",
        PropertyKind.Boolean => "true or false",
        PropertyKind.Date => "a date such as 2024-06-01",
        PropertyKind.Instant => "an RFC 3339 instant such as 2024-06-01T00:00:00Z",
        _ => "a text",
    };
}
