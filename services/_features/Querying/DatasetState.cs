using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace UrbanDataHub.Features.Querying;

/// <summary>What is known of a dataset without touching its rows.</summary>
/// <param name="Count">Rows that exist.</param>
/// <param name="ChangedAt">When a row last changed; null if never.</param>
/// <param name="Box">West, south, east, north in degrees; null without geometries.</param>
internal sealed record DatasetState(long Count, DateTime? ChangedAt, double[]? Box)
{
    // The same rows may be written otherwise by another version of the program.
    private static readonly string Build = typeof(DatasetState).Module.ModuleVersionId.ToString("N");

    /// <summary>Reads what <see cref="FeatureSql.State"/> selects; null if the city has no such dataset.</summary>
    public static async Task<DatasetState?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancel) =>
        await reader.ReadAsync(cancel)
            ? new DatasetState(
                reader.GetInt64(0),
                reader.IsDBNull(1) ? null : reader.GetDateTime(1),
                reader.IsDBNull(2) ? null : reader.GetFieldValue<double[]>(2))
            : null;

    /// <summary>
    /// The entity tag of an answer from this state (RFC 9110, clause 8.8.3). Weak, since an answer also tells how long it took.
    /// </summary>
    /// <param name="address">What was asked, cursor included.</param>
    public string Tag(string address)
    {
        var changed = ChangedAt is { } at ? KeyText.Microseconds(at).ToString(CultureInfo.InvariantCulture) : "";
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{Build}|{Count}|{changed}|{address}"));
        return $"W/\"{Convert.ToHexStringLower(digest.AsSpan(0, 12))}\"";
    }
}
