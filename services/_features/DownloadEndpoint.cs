using System.Text;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Sylvan.Data.Csv;
using UrbanDataHub.Features.Asking;
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
    private const int BufferSize = 64 * 1024;

    // A record with a polygon of 200,000 vertices, the most that an import lets in, is of this size.
    private const int LargestRecord = 32 * 1024 * 1024;

    /// <summary>Answers the whole collection of a city.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var format = (string)context.Request.RouteValues["format"]!;
        if (format is not ("csv" or "geojson"))
            throw ProblemException.NotFound($"There is no download as '{format}'; there are csv and geojson.");
        QueryParameters.Check(context.Request.Query);
        var (city, collection) = served.Find(context);
        if (await datasets.ReadAsync(city, collection.Id, context.RequestAborted) is not [_])
            throw Served.NoDataset(city, collection);
        context.Response.Headers[FederationJson.Header] = $"{city};state={CityStates.Answered}";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{city}-{collection.Id}.{format}\"";
        context.Response.ContentType = format == "csv" ? CsvLine.MediaType : "application/geo+json";
        // Kestrel drops the body of an answer to HEAD, but only after every row was read for it.
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await using var connection = await database.Source.OpenConnectionAsync(context.RequestAborted);
        if (format == "csv")
            await CsvAsync(context, connection, city, collection);
        else
            await GeoJsonAsync(context, connection, city, collection);
    }

    private static async Task CsvAsync(HttpContext context, NpgsqlConnection connection, string city, CollectionDescriptor collection)
    {
        await using var command = FeatureSql.Everything(connection, city, collection, CsvColumns.Of(collection));
        await using var reader = await command.ExecuteReaderAsync(context.RequestAborted);
        await using var text = new StreamWriter(context.Response.Body, new UTF8Encoding(false), BufferSize);
        await using var csv = CsvDataWriter.Create(text, new CsvDataWriterOptions { BufferSize = BufferSize, MaxBufferSize = LargestRecord });
        await csv.WriteAsync(reader, context.RequestAborted);
    }

    private static async Task GeoJsonAsync(HttpContext context, NpgsqlConnection connection, string city, CollectionDescriptor collection)
    {
        var everything = new ItemsQuestion(collection, 0);
        var features = new FeatureWriter(everything, city);
        await using var command = FeatureSql.Everything(connection, city, collection, FeatureSql.Columns(everything));
        await using var reader = await command.ExecuteReaderAsync(context.RequestAborted);
        using var response = new ResponseJson(context.Response);
        response.Writer.WriteStartObject();
        response.Writer.WriteString("type"u8, "FeatureCollection"u8);
        response.Writer.WriteStartArray("features"u8);
        while (await reader.ReadAsync(context.RequestAborted))
        {
            features.Write(response.Writer, reader);
            await response.SendIfFullAsync(context.RequestAborted);
        }

        response.Writer.WriteEndArray();
        response.Writer.WriteEndObject();
        await response.CompleteAsync(context.RequestAborted);
    }
}
