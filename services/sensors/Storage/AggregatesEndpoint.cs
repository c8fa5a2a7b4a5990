using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UrbanDataHub.Features;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Sensors.Storage;

/// <summary><c>GET /cities/{city}/aggregates</c>: the results of datastreams in hours, days, weeks, months or years, streamed.</summary>
internal sealed class AggregatesEndpoint(ServiceDatabase database, Served served, Rollups rollups)
{
    private const int SendAt = 32 * 1024;
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var city = served.City(context);
        var question = AggregatesQuestion.Read(context.Request.Query);
        var described = await DescribeAsync(city, question, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, _json);
        json.WriteStartObject();
        json.WriteString("city"u8, city);
        json.WriteString("every"u8, question.Every.Text);
        json.WriteStartArray("datastreams"u8);
        await WriteAsync(context, json, question, described);
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    /// <summary>Property and unit of each datastream asked for; the same that the collection has, also those whose station is not there yet.</summary>
    /// <exception cref="ProblemException">400: the city has one of them not.</exception>
    private async Task<List<Described>> DescribeAsync(string city, AggregatesQuestion question, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("""
            SELECT datastream_id, city || ':' || station, property, unit FROM hub.datastreams WHERE city = $1 AND datastream_id = ANY ($2) ORDER BY datastream_id
            """);
        command.Parameters.AddWithValue(city);
        command.Parameters.AddWithValue(question.Datastreams.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var described = new List<Described>();
        while (await row.ReadAsync(cancel))
            described.Add(new Described(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3)));
        return question.Datastreams.Except(described.Select(d => d.Id)).ToList() is [var missing, ..]
            ? throw ProblemException.Parameter400("datastream", $"The city '{city}' has no Datastream {missing}.")
            : described;
    }

    private async Task WriteAsync(HttpContext context, Utf8JsonWriter json, AggregatesQuestion question, List<Described> described)
    {
        var cancel = context.RequestAborted;
        var functions = question.Functions.Select(f => (Name: JsonEncodedText.Encode(f), Of: AggregatesQuestion.All[f])).ToArray();
        var open = -1;
        await foreach (var bucket in rollups.ReadAsync(question.Datastreams, question.From, question.To, question.Every, cancel))
        {
            while (open < 0 || described[open].Id != bucket.Datastream)
                Begin(json, described, ref open);
            Write(json, bucket, functions);
            if (json.BytesPending + context.Response.BodyWriter.UnflushedBytes >= SendAt)
            {
                await json.FlushAsync(cancel);
                await context.Response.BodyWriter.FlushAsync(cancel);
            }
        }

        while (open < described.Count - 1)
            Begin(json, described, ref open);
        End(json);
    }

    /// <summary>Ends the datastream before, if there is one, and begins the next.</summary>
    private static void Begin(Utf8JsonWriter json, List<Described> described, ref int open)
    {
        if (open >= 0)
            End(json);
        var datastream = described[++open];
        json.WriteStartObject();
        json.WriteNumber("datastream"u8, datastream.Id);
        json.WriteString("station"u8, datastream.Station);
        json.WriteString("property"u8, datastream.Property);
        json.WriteString("unit"u8, datastream.Unit);
        json.WriteStartArray("buckets"u8);
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Bucket bucket, (JsonEncodedText Name, Func<Bucket, double?> Of)[] functions)
    {
        json.WriteStartObject();
        json.WriteString("time"u8, bucket.Begin);
        foreach (var (name, of) in functions)
        {
            if (of(bucket) is { } value && double.IsFinite(value))
                json.WriteNumber(name, value);
            else
                json.WriteNull(name);
        }

        json.WriteBoolean("exact"u8, bucket.Exact);
        json.WriteEndObject();
    }

    private sealed record Described(long Id, string Station, string Property, string Unit);
}
