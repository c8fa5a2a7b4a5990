using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace UrbanDataHub.Sensors.Observations;

/// <summary>
/// Elements of tuples, the observations of MultiDatastreams: each is an observation of a datastream of its own, under
/// time and source of its tuple (infra/decisions/0012).
/// </summary>
internal static class Elements
{
    private const string Types = "http://www.opengis.net/def/observationType/OGC-OM/2.0/";

    /// <summary>What is wrong with the result of a tuple; null if it fits.</summary>
    /// <param name="types">JSON array of the types of its elements (OGC 18-088, clause 8.2.4); one that the standard does not know lets everything pass.</param>
    /// <returns>The member, as in a body: <c>result</c>, or <c>result/1</c> for the second element.</returns>
    public static (string Member, string Fault)? Misfit(string types, JsonElement? result)
    {
        using var document = JsonDocument.Parse(types);
        var all = document.RootElement.EnumerateArray().Select(t => t.GetString()!).ToList();
        if (result is not { ValueKind: JsonValueKind.Array } elements || elements.GetArrayLength() != all.Count)
        {
            var (count, has) = (all.Count.ToString(CultureInfo.InvariantCulture), result is { ValueKind: JsonValueKind.Array } other ? $", and has {other.GetArrayLength()}" : "");
            return ("result", $"The result of a MultiDatastream of {count} ObservedProperties is an array of {count} elements, in their order{has}");
        }

        for (var i = 0; i < all.Count; i++)
        {
            if (Wrong(all[i], elements[i]) is { } what)
                return (string.Create(CultureInfo.InvariantCulture, $"result/{i}"), $"Element {i} of the result (from 0) must be {what}, as its type {all[i]} says, or null; it is {elements[i].GetRawText()}");
        }

        return null;
    }

    /// <summary>What speaks against a reading for a datastream; null if nothing does.</summary>
    /// <param name="types">JSON array of the types of elements, of a MultiDatastream; null for others.</param>
    /// <param name="tuples">The MultiDatastream whose element the datastream is; null for others.</param>
    public static (string Member, string Fault)? Refuse(NewObservation observation, string? types, long? tuples)
    {
        if (tuples is { } multi)
            return ("", $"Datastream {observation.Datastream} has one of the ObservedProperties of MultiDatastreams({multi}); its observations come with those of the others, to MultiDatastreams({multi})/Observations");
        if ((types is not null) != observation.IsTuple)
            return ("", None(observation));
        if (types is null)
            return null;
        using var details = observation.Details is null ? null : JsonDocument.Parse(observation.Details);
        return Misfit(types, details?.RootElement.TryGetProperty("result", out var result) == true ? result : null);
    }

    /// <summary>That there is no such datastream, in words.</summary>
    public static string None(NewObservation observation) => $"There is no {(observation.IsTuple ? "MultiDatastream" : "Datastream")} {observation.Datastream}";

    /// <summary>Makes or renews the observations of the elements of some tuples; they come with their ids and their MultiDatastream.</summary>
    public static async Task<List<(long Id, long Tuples, NewObservation Observation)>> SpreadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<(long Id, long Datastream, DateTime Time)> tuples, CancellationToken cancel)
    {
        var elements = new List<(long, long, NewObservation)>();
        if (tuples.Count == 0)
            return elements;
        await using var command = new NpgsqlCommand("SELECT id, tuple, datastream, made_at, value, feature, told_at FROM hub.spread_observations($1, $2, $3)", connection, transaction);
        command.Parameters.AddWithValue(tuples.Select(t => t.Id).ToArray());
        command.Parameters.AddWithValue(tuples.Select(t => t.Datastream).ToArray());
        command.Parameters.AddWithValue(tuples.Select(t => t.Time).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            elements.Add((row.GetInt64(0), row.GetInt64(1), new NewObservation(
                row.GetInt64(2), row.GetDateTime(3), row.IsDBNull(4) ? null : row.GetDouble(4),
                Feature: row.IsDBNull(5) ? null : row.GetInt64(5), ResultTime: row.IsDBNull(6) ? null : row.GetDateTime(6))));
        }

        return elements;
    }

    private static string? Wrong(string type, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        var isNumber = value.ValueKind == JsonValueKind.Number;
        if (isNumber && !double.IsFinite(value.GetDouble()))
            return "a number that is not too large";
        return type switch
        {
            Types + "OM_Measurement" => isNumber ? null : "a number",
            Types + "OM_CountObservation" => isNumber && double.IsInteger(value.GetDouble()) ? null : "a whole number",
            Types + "OM_CategoryObservation" => value.ValueKind == JsonValueKind.String ? null : "a text",
            Types + "OM_TruthObservation" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false",
            _ => null,
        };
    }
}
