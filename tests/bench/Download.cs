using System.Diagnostics;
using System.Globalization;
using Npgsql;
using UrbanDataHub.Tests.Servers;

namespace UrbanDataHub.Bench;

/// <summary>The whole big city through the gateway, and how much memory that takes in service and gateway.</summary>
internal static class Download
{
    public static async Task<IEnumerable<Figure>> MeasureAsync(Stage stage)
    {
        var figures = new List<Figure>();
        await CopyOutAsync(stage.Database);
        var bare = stage.Plan.Rows / (await CopyOutAsync(stage.Database)).TotalSeconds;
        foreach (var format in new[] { "csv", "geojson" })
        {
            Stage.Say($"download as {format}");
            var processes = new[] { HubProgram.Social, HubProgram.Gateway }.Select(p => stage.Node[p]).ToList();
            // The first download fills caches and pools; growth after it would be a leak or a collection of rows.
            await ReadAsync(stage, format);
            var before = processes.ConvertAll(p => Memory(p, "VmRSS"));
            processes.ForEach(p => File.WriteAllText($"/proc/{p.Id}/clear_refs", "5"));
            var began = Stopwatch.GetTimestamp();
            await ReadAsync(stage, format);
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            figures.Add(new Figure($"download of {stage.Plan.Rows:#,##0} features as {format} against bare COPY", stage.Plan.Rows / seconds, bare, "rows/s"));
            figures.AddRange(processes.Select((p, i) =>
                // Room for what a collector leaves lying about: a quarter more than before.
                new Figure($"  memory of {p.Program} before against its peak", before[i], Memory(p, "VmHWM"), "MB", 0.8)));
        }

        return figures;
    }

    private static async Task ReadAsync(Stage stage, string format)
    {
        await using var stream = await stage.Node.Http.GetStreamAsync(new Uri($"/downloads/{Stage.Big}/playgrounds.{format}", UriKind.Relative));
        await stream.CopyToAsync(Stream.Null);
    }

    /// <summary>The same rows as PostgreSQL hands them out, thrown away.</summary>
    private static async Task<TimeSpan> CopyOutAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync();
        var began = Stopwatch.GetTimestamp();
        await using var rows = await connection.BeginRawBinaryCopyAsync("COPY collections.playgrounds TO STDOUT (FORMAT binary)");
        await rows.CopyToAsync(Stream.Null);
        return Stopwatch.GetElapsedTime(began);
    }

    private static double Memory(NodeProcess process, string field) => File.ReadLines($"/proc/{process.Id}/status")
        .Where(line => line.StartsWith(field + ":", StringComparison.Ordinal))
        .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024)
        .Single();
}
