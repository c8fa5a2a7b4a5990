using System.Globalization;
using System.Text.Json;
using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Querying;

/// <summary>
/// Values that rows are sorted by, as JSON that sorts as they do: numbers and microseconds as numbers, dates as text.
/// </summary>
internal static class SortValues
{
    /// <summary>Writes a column of the current row.</summary>
    public static void Write(Utf8JsonWriter json, NpgsqlDataReader row, int ordinal, PropertyKind kind)
    {
        if (row.IsDBNull(ordinal))
            json.WriteNullValue();
        else if (kind == PropertyKind.Text)
            json.WriteStringValue(row.GetString(ordinal));
        else if (kind == PropertyKind.Integer)
            json.WriteNumberValue(row.GetInt64(ordinal));
        else if (kind == PropertyKind.Number)
            json.WriteNumberValue(row.GetDouble(ordinal));
        else if (kind == PropertyKind.Boolean)
            json.WriteBooleanValue(row.GetBoolean(ordinal));
        else if (kind == PropertyKind.Date)
            json.WriteStringValue(row.GetFieldValue<DateOnly>(ordinal).ToString("O", CultureInfo.InvariantCulture));
        else
            json.WriteNumberValue(KeyText.Microseconds(row.GetDateTime(ordinal)));
    }

    /// <summary>The parameter for one value; a JSON null is not one.</summary>
    /// <param name="name">Where it came from, for the wording.</param>
    /// <exception cref="ProblemException">400: it is no value of this kind.</exception>
    public static NpgsqlParameter Parameter(JsonElement value, PropertyKind kind, string name)
    {
        object? parsed = (kind, value.ValueKind) switch
        {
            (PropertyKind.Text, JsonValueKind.String) when !value.GetString()!.Contains('\0', StringComparison.Ordinal) => value.GetString(),
            (PropertyKind.Integer, JsonValueKind.Number) when value.TryGetInt64(out var number) => number,
            (PropertyKind.Number, JsonValueKind.Number) when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
            (PropertyKind.Boolean, JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
            (PropertyKind.Date, JsonValueKind.String) when DateOnly.TryParseExact(value.GetString(), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
            (PropertyKind.Instant, JsonValueKind.Number) when value.TryGetInt64(out var micros)
                && KeyText.Parameter(micros.ToString(CultureInfo.InvariantCulture), kind) is { } instant => instant.Value,
            _ => null,
        };
        return parsed is null
            ? throw ProblemException.Parameter400(name, $"{value.GetRawText()} is not a value to sort by.")
            : new NpgsqlParameter { Value = parsed, NpgsqlDbType = CollectionTable.ParameterType(kind) };
    }
}
