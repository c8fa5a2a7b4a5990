using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Sylvan.Data.Csv;
using UrbanDataHub.Features.Querying;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features;

/// <summary>
/// <c>GET /downloads/{city}/{collection}.csv</c> and <c>.geojson</c>: every row, streamed; memory does not grow with
/// the number of rows. A fault in the middle aborts the connection, so that a short file cannot pass for a whole one.
/// </summary>
internal sealed class DownloadEndpoint(ServiceDatabase database, Datasets datasets, Served served)
{
    private const int FlushAt = 64 * 1024;

    /// <summary>Answers the whole collection of a city.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var format = (string)context.Request.RouteValues["format"]!;
        if (format is not ("csv" or "geojson"))
            throw ProblemException.NotFound($"There is no download as '{format}'; there are csv and geojson.");
        var (city, collection) = served.Find(context);
        if (await datasets.ReadAsync(city, collection.Id, context.RequestAborted) is not [_])
            throw Served.NoDataset(city, collection);
        context.Response.Headers[FederationJson.Header] = $"{city};state={CityStates.Answered}";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{city}-{collection.Id}.{format}\"";
        await using var connection = await database.Source.OpenConnectionAsync(context.RequestAborted);
        if (format == "csv")
            await CsvAsync(context, connection, city, collection);
        else
            await GeoJsonAsync(context, connection, city, collection);
    }

    private static async Task CsvAsync(HttpContext context, NpgsqlConnection connection, string city, CollectionDescriptor collection)
    {
        context.Response.ContentType = "text/csv; charset=utf-8; header=present";
        await using var command = FeatureSql.Everything(connection, city, collection, CsvColumns.Of(collection));
        await using var reader = await command.ExecuteReaderAsync(context.RequestAborted);
        await using var text = new StreamWriter(context.Response.Body, new UTF8Encoding(false), FlushAt);
        await using var csv = CsvDataWriter.Create(text, new CsvDataWriterOptions { BufferSize = FlushAt });
        await csv.WriteAsync(reader, context.RequestAborted);
    }

    private static async Task GeoJsonAsync(HttpContext context, NpgsqlConnection connection, string city, CollectionDescriptor collection)
    {
        context.Response.ContentType = "application/geo+json";
        var features = new FeatureWriter(collection, city);
        await using var command = FeatureSql.Everything(connection, city, collection, FeatureSql.Columns(collection));
        await using var reader = await command.ExecuteReaderAsync(context.RequestAborted);
        await using var json = new Utf8JsonWriter((IBufferWriter<byte>)context.Response.BodyWriter, FeatureWriter.Options);
        json.WriteStartObject();
        json.WriteString("type"u8, "FeatureCollection"u8);
        json.WriteStartArray("features"u8);
        while (await reader.ReadAsync(context.RequestAborted))
        {
            features.Write(json, reader);
            if (json.BytesPending > FlushAt)
            {
                json.Flush();
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
