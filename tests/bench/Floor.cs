using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace UrbanDataHub.Bench;

/// <summary>
/// The bare loop: one statement by hand, Npgsql to Utf8JsonWriter, nothing checked and nothing counted unless asked. No
/// server that answers these bytes from this table in this way can be much faster.
/// </summary>
internal static class Floor
{
    private const string Rows = """
        SELECT local_id, ST_X(geom), ST_Y(geom), name, kind, area, location, district, quarter, "hasBallGames", "hasBasketball", "hasSkating", equipment, "playDevices", "transitLines", "transitStops"
        FROM collections.playgrounds
        WHERE city = $1 AND deleted_at IS NULL AND ST_Intersects(geom, ST_MakeEnvelope($2, $3, $4, $5, 4326)) ORDER BY local_id LIMIT $6
        """;

    private const string Count = """
        SELECT count(*) FROM collections.playgrounds
        WHERE city = $1 AND deleted_at IS NULL AND ST_Intersects(geom, ST_MakeEnvelope($2, $3, $4, $5, 4326))
        """;

    private static readonly string[] _names =
        ["name", "kind", "area", "location", "district", "quarter", "hasBallGames", "hasBasketball", "hasSkating", "equipment", "playDevices", "transitLines", "transitStops"];

    /// <summary>Serves <c>?bbox=</c>, with <c>&amp;count=1</c> the number of matches too.</summary>
    public static async Task ServeAsync(string address, string database, string city)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address);
        builder.Logging.ClearProviders();
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { MaxAutoPrepare = 10, AutoPrepareMinUsages = 2, MaxPoolSize = 20 }.ConnectionString);
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, source, city));
        await app.RunAsync();
    }

    private static async Task AnswerAsync(HttpContext context, NpgsqlDataSource source, string city)
    {
        var box = context.Request.Query["bbox"].ToString().Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        await using var connection = await source.OpenConnectionAsync();
        context.Response.ContentType = "application/geo+json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        await using (var command = Command(connection, Rows, city, box, 100))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                Write(json, reader, city);
        }

        json.WriteEndArray();
        if (context.Request.Query.ContainsKey("count"))
        {
            await using var command = Command(connection, Count, city, box);
            json.WriteNumber("numberMatched", (long)(await command.ExecuteScalarAsync())!);
        }

        json.WriteEndObject();
        await json.FlushAsync();
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, string city, double[] box, int? limit = null)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(city);
        foreach (var side in box)
            command.Parameters.AddWithValue(side);
        if (limit is { } most)
            command.Parameters.AddWithValue(most);
        return command;
    }

    private static void Write(Utf8JsonWriter json, NpgsqlDataReader row, string city)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteString("id", city + ":" + row.GetString(0));
        json.WriteStartObject("geometry");
        json.WriteString("type", "Point");
        json.WriteStartArray("coordinates");
        json.WriteNumberValue(row.GetDouble(1));
        json.WriteNumberValue(row.GetDouble(2));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("city", city);
        for (var i = 0; i < _names.Length; i++)
            WriteValue(json, row, i + 3, _names[i]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, NpgsqlDataReader row, int at, string name)
    {
        if (row.IsDBNull(at))
        {
            json.WriteNull(name);
            return;
        }

        switch (name)
        {
            case "area":
                json.WriteNumber(name, row.GetDouble(at));
                break;
            case "hasBallGames" or "hasBasketball" or "hasSkating":
                json.WriteBoolean(name, row.GetBoolean(at));
                break;
            case "equipment" or "playDevices" or "transitLines" or "transitStops":
                json.WriteStartArray(name);
                foreach (var text in row.GetFieldValue<string[]>(at))
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            default:
                json.WriteString(name, row.GetString(at));
                break;
        }
    }
}
