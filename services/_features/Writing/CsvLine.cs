namespace UrbanDataHub.Features.Writing;

/// <summary>A line of a table (RFC 4180). Values are not changed for spreadsheets: a text that begins with <c>=</c> stays what it is.</summary>
public static class CsvLine
{
    /// <summary>Media type of a table whose first line names its columns.</summary>
    public const string MediaType = "text/csv; charset=utf-8; header=present";

    private const string End = "\r\n";

    /// <summary>Writes a line; a cell without a value is empty.</summary>
    public static Task WriteAsync(TextWriter to, IEnumerable<string?> cells) => to.WriteAsync(string.Join(',', cells.Select(Cell)) + End);

    private static string? Cell(string? text) =>
        text is null || text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
