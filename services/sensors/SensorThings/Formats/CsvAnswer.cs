using System.Data;
using System.Text;
using Microsoft.AspNetCore.Http;
using Npgsql;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Sql;

namespace UrbanDataHub.Sensors.SensorThings.Formats;

/// <summary>
/// Answers with a table (RFC 4180): all rows, or as many as <c>$top</c> says, read by key a thousand at a time, so that
/// memory does not grow with their number. A fault in the middle aborts the connection.
/// </summary>
internal static class CsvAnswer
{
    private const int PageSize = 1000;

    /// <summary>Writes it.</summary>
    /// <param name="scope">What the path demands; null for all.</param>
    /// <param name="behind">Position of the last row before the table.</param>
    public static async Task WriteAsync(EntityQuery query, Scope? scope, string?[]? behind, NpgsqlConnection connection, HttpResponse response)
    {
        var cancel = response.HttpContext.RequestAborted;
        // One state of the data, so that no row is missing or there twice, and no member without a column.
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var columns = await CsvColumns.OfAsync(query, scope, new EntityReader(connection, cancel));
        var rest = query with { Count = false };
        var page = await PageAsync(rest, scope, behind, connection, cancel);
        response.ContentType = ResultFormats.MediaType(ResultFormat.Csv);
        if (HttpMethods.IsHead(response.HttpContext.Request.Method))
            return;
        await using var text = new StreamWriter(response.Body, new UTF8Encoding(false), leaveOpen: true);
        await CsvLine.WriteAsync(text, columns.Select(c => c.Name));
        while (true)
        {
            foreach (var row in page.Rows)
                await CsvLine.WriteAsync(text, columns.Select(c => CsvColumns.Text(c, row)));
            await text.FlushAsync(cancel);
            rest = rest with { Top = rest.Top - page.Rows.Count, Skip = 0 };
            if (!page.More || rest.Top == 0)
                return;
            page = await PageAsync(rest, scope, page.Rows[^1].Position, connection, cancel);
        }
    }

    private static Task<EntityPage> PageAsync(EntityQuery rest, Scope? scope, string?[]? behind, NpgsqlConnection connection, CancellationToken cancel) =>
        new EntityReader(connection, cancel).PageAsync(rest with { Top = Math.Min(rest.Top, PageSize) }, scope, behind);
}
