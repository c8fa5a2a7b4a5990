using System.Text;
using System.Text.Json;
using UrbanDataHub.Features.Writing;

namespace UrbanDataHub.Gateway.SensorThings;

/// <summary>
/// Answers with a table over all nodes (RFC 4180), read by key a thousand rows of each node at a time, so that memory does
/// not grow with their number. A node that is missing when the table begins is named in the header <c>Hub-Cities</c>; one
/// that is lost in the middle breaks the connection: a short table must not pass for a whole one.
/// </summary>
public sealed partial class SetTable(SetPages pages, ILogger<SetTable> logger)
{
    /// <summary>Writes the answer, headers included.</summary>
    /// <param name="first">The page that the table begins with.</param>
    public async Task WriteAsync(HttpContext context, SetPage first)
    {
        context.Response.ContentType = CsvLine.MediaType;
        FederationWord.WriteHeader(context.Response, first.Shares);
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        var answered = first.Parts.Where(p => p.Page is not null).ToList();
        var (nodes, columns) = (answered.ConvertAll(p => p.Node), Together(answered.Select(p => Numbered(p.Page!.Columns!))));
        var at = columns.Index().ToDictionary(c => c.Item, c => c.Index);
        await using var text = new StreamWriter(context.Response.Body, new UTF8Encoding(false), leaveOpen: true);
        try
        {
            await CsvLine.WriteAsync(text, columns.Select(c => c.Name));
            for (var next = await WriteAsync(text, first, at, context); next is not null;)
            {
                using var page = await pages.AskAsync(next, nodes, context.RequestAborted);
                if (page.Parts.FirstOrDefault(p => p.Page is null) is { } lost)
                    throw new BrokenTableException($"{lost.Node.Name}: {lost.Fault!.Detail}");
                next = await WriteAsync(text, page, at, context);
            }
        }
        catch (BrokenTableException e)
        {
            Broken(logger, context.Request.Path, e.Message);
            context.Abort();
        }
    }

    /// <summary>Writes the rows of a page; the question for those behind them, null if there are none.</summary>
    private static async Task<SetQuestion?> WriteAsync(StreamWriter text, SetPage page, Dictionary<Column, int> at, HttpContext context)
    {
        foreach (var row in page.Rows)
            await CsvLine.WriteAsync(text, Cells(row, at));
        await text.FlushAsync(context.RequestAborted);
        return page.More && page.Rows.Count > 0 && page.Question.Top > page.Rows.Count ? page.Question.Behind(page.Rows.Count, page.Rows[^1].Position.Texts) : null;
    }

    private static string?[] Cells(SetRow row, Dictionary<Column, int> at)
    {
        var cells = new string?[at.Count];
        using var document = JsonDocument.Parse(row.Bytes);
        foreach (var member in document.RootElement.EnumerateObject())
            cells[EmptyCell(member.Name, cells, at) ?? throw new BrokenTableException($"{row.Part.Node.Name}: a row has got a member '{member.Name}' meanwhile, and there is no column for it")] = member.Value.GetString();
        return cells;
    }

    /// <summary>The first column of the name that has nothing yet in this row.</summary>
    private static int? EmptyCell(string name, string?[] cells, Dictionary<Column, int> at)
    {
        for (var number = 1; at.TryGetValue(new Column(name, number), out var place); number++)
        {
            if (cells[place] is null)
                return place;
        }

        return null;
    }

    /// <summary>The columns of all tables, each behind the one that it is behind in its own.</summary>
    private static List<Column> Together(IEnumerable<IEnumerable<Column>> tables)
    {
        var all = new List<Column>();
        foreach (var table in tables)
        {
            var behind = 0;
            foreach (var column in table)
            {
                var place = all.IndexOf(column);
                if (place < 0)
                    all.Insert(place = behind, column);
                behind = place + 1;
            }
        }

        return all;
    }

    private static IEnumerable<Column> Numbered(IEnumerable<string> names)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
            yield return new Column(name, seen[name] = seen.GetValueOrDefault(name) + 1);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The table {Path} was broken off: {Reason}")]
    private static partial void Broken(ILogger logger, string path, string reason);

    /// <summary>Members <c>"a/b"</c> and <c>b</c> within <c>a</c> have one name and a column each.</summary>
    private readonly record struct Column(string Name, int Number);

    /// <summary>A table that cannot be ended.</summary>
    private sealed class BrokenTableException(string message) : Exception(message);
}
