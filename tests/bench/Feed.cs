using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using UrbanDataHub.Tests.Servers;

namespace UrbanDataHub.Bench;

/// <summary>A mirror of the big city: walking its whole change feed, asking again when nothing changed, and proving itself.</summary>
internal static class Feed
{
    public static async Task<IEnumerable<Figure>> MeasureAsync(Stage stage)
    {
        Stage.Say("walking the change feed");
        var (http, rows) = (stage.Node.Http, stage.Plan.Rows);
        var feed = $"/cities/{Stage.Big}/ogc/collections/playgrounds/changes";
        var (_, token) = await WalkAsync(http, feed, rows);
        var walk = (await WalkAsync(http, feed, rows)).Seconds;
        var download = await TimeAsync(() => ReadAsync(http, $"/downloads/{Stage.Big}/playgrounds.geojson"));
        var checksum = await TimeAsync(() => ReadAsync(http, feed + "/checksum"));
        var (idle, item) = (new Uri(http.BaseAddress!, $"{feed}?since={token}"), new Uri(http.BaseAddress!, feed.Replace("changes", "items?limit=1", StringComparison.Ordinal)));
        var times = await Load.LatencyAsync(stage.Plan, 60, new Variant("idle", _ => idle), new Variant("item", _ => item));
        return
        [
            new Figure($"change feed: walk over {rows:#,##0} rows against download as geojson", rows / walk, rows / download, "rows/s", 0.4),
            new Figure("  its checksum against the walk", rows / checksum, rows / walk, "rows/s"),
            new Figure("  asking again when nothing changed, against one item", 1000 / times[0], 1000 / times[1], "answers/s"),
        ];
    }

    /// <summary>All pages from the beginning; only token and end are read, as the rest is the same work for every reader.</summary>
    private static async Task<(double Seconds, string Token)> WalkAsync(HttpClient http, string feed, int rows)
    {
        var began = Stopwatch.GetTimestamp();
        var (token, returned, more) = ("", 0L, true);
        while (more)
        {
            var page = await http.GetByteArrayAsync(new Uri($"{feed}?limit=10000{(token.Length == 0 ? "" : $"&since={token}")}", UriKind.Relative));
            (token, more, var count) = Tail(page);
            returned += count;
        }

        return returned == rows
            ? (Stopwatch.GetElapsedTime(began).TotalSeconds, token)
            : throw new InvalidOperationException($"The feed has {returned} rows of {rows}.");
    }

    private static (string Token, bool More, int Returned) Tail(byte[] page)
    {
        var at = page.AsSpan().LastIndexOf("\"token\":"u8);
        using var tail = JsonDocument.Parse(new ReadOnlySequence<byte>([(byte)'{', .. page.AsSpan(at)]));
        var root = tail.RootElement;
        return (root.GetProperty("token").GetString()!, root.GetProperty("more").GetBoolean(), root.GetProperty("numberReturned").GetInt32());
    }

    private static async Task ReadAsync(HttpClient http, string address)
    {
        await using var stream = await http.GetStreamAsync(new Uri(address, UriKind.Relative));
        await stream.CopyToAsync(Stream.Null);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        await work();
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
