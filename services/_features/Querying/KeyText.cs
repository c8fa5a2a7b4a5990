using System.Globalization;
using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Querying;

/// <summary>Key values as text, in cursors and in feature ids, and back as parameters.</summary>
internal static class KeyText
{
    /// <summary>The local part of a feature id: the key columns joined by <c>-</c>, without a last one that is as usual.</summary>
    public static string LocalId(string[] key, IReadOnlyList<KeyColumn> columns) =>
        key.Length == 1 ? key[0] : string.Join('-', key[^1] == columns[^1].Usual ? key[..^1] : key);

    /// <summary>Takes a local id apart; null if it cannot be one of these columns.</summary>
    public static string[]? Split(string localId, IReadOnlyList<KeyColumn> columns)
    {
        if (columns.Count == 1)
            return [localId];
        var (parts, begin) = (new List<string>(), 0);
        // A number may be negative, so a sign can stand behind the sign that separates.
        while (parts.Count < columns.Count - 1 && begin < localId.Length && localId.IndexOf('-', begin + 1) is >= 0 and var end)
        {
            parts.Add(localId[begin..end]);
            begin = end + 1;
        }

        parts.Add(localId[begin..]);
        if (columns[^1].Usual is { } usual && parts.Count == columns.Count - 1)
            return [.. parts, usual];
        return parts.Count == columns.Count && parts[^1] != columns[^1].Usual ? [.. parts] : null;
    }

    /// <summary>Reads a key column of the current row.</summary>
    public static string Read(NpgsqlDataReader row, int ordinal, PropertyKind kind) => kind switch
    {
        PropertyKind.Text => row.GetString(ordinal),
        PropertyKind.Integer => Text(row.GetInt64(ordinal)),
        PropertyKind.Instant => Text(Microseconds(row.GetDateTime(ordinal))),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind of a key column"),
    };

    /// <summary>
    /// The parameter for one key value; null if <paramref name="text"/> is no value of this kind, or not as
    /// <see cref="Read"/> writes it: a feature has one id.
    /// </summary>
    public static NpgsqlParameter? Parameter(string text, PropertyKind kind)
    {
        object? value = kind switch
        {
            PropertyKind.Text when !text.Contains('\0', StringComparison.Ordinal) => text,
            PropertyKind.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && text == Text(number) => number,
            PropertyKind.Instant when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros)
                && text == Text(micros) && micros is > -200_000_000_000_000_000 and < 200_000_000_000_000_000 => DateTime.UnixEpoch.AddMicroseconds(micros),
            _ => null,
        };
        return value is null ? null : new NpgsqlParameter { Value = value, NpgsqlDbType = CollectionTable.ParameterType(kind) };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Microseconds since 1970: PostgreSQL's own resolution, so that no two instants become one.</summary>
    public static long Microseconds(DateTime instant) => (instant - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
