using System.Globalization;
using System.Text.RegularExpressions;
using UrbanDataHub.Features.Asking;

namespace UrbanDataHub.Features.Filtering;

/// <summary>Days and instants in filters (clause 6.3.4 of CQL2): <c>2024-06-01</c> and <c>2024-06-01T12:00:00Z</c>.</summary>
internal static partial class Temporal
{
    /// <summary>A day.</summary>
    public static DateLiteral Date(string text) => TryDate(text) ?? throw FilterFault.Because($"'{text}' is not a date such as 2024-06-01.");

    /// <summary>An instant.</summary>
    public static InstantLiteral Timestamp(string text) => TryTimestamp(text) ?? throw FilterFault.Because($"'{text}' is not an instant in UTC such as 2024-06-01T12:00:00Z.");

    /// <summary>One or the other, as <paramref name="text"/> is written.</summary>
    public static Expression Either(string text) => TryEither(text)
        ?? throw FilterFault.Because($"'{text}' is neither a date such as 2024-06-01, nor an instant in UTC such as 2024-06-01T12:00:00Z, nor '..'.");

    /// <summary>The same; null if it is neither.</summary>
    public static Expression? TryEither(string text) => (Expression?)TryDate(text) ?? TryTimestamp(text);

    private static DateLiteral? TryDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new DateLiteral(day) : null;

    /// <summary>Digits beyond a microsecond, which PostgreSQL does not keep, are cut.</summary>
    private static InstantLiteral? TryTimestamp(string text) =>
        TimeSpanFilter.TryInstant(Digits().Replace(text, "$1"), out var instant)
            ? new InstantLiteral(new DateTime(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc))
            : null;

    [GeneratedRegex(@"(\.\d{7})\d+")]
    private static partial Regex Digits();
}
