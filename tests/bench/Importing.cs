using System.Diagnostics;
using Npgsql;
using UrbanDataHub.Tests.Servers;

namespace UrbanDataHub.Bench;

/// <summary>The import of the big city, and of the same file again, against a bare COPY of the same rows into a bare table with the same indexes.</summary>
internal static class Importing
{
    public static async Task<IEnumerable<Figure>> MeasureAsync(Stage stage)
    {
        Stage.Say("bare COPY of the same rows");
        var bare = await CopyAsync(stage.Database);
        Stage.Say("importing the same file again");
        var began = Stopwatch.GetTimestamp();
        using var body = new StringContent("""{ "source": "playgrounds", "force": true }""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await stage.Node[HubProgram.Social].Http.PostAsync(new Uri($"/cities/{Stage.Big}/imports", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
        var again = Stopwatch.GetElapsedTime(began);
        return
        [
            new Figure($"import of {stage.Plan.Rows:#,##0} rows against bare COPY", stage.Plan.Rows / stage.Imported.TotalSeconds, stage.Plan.Rows / bare.TotalSeconds, "rows/s"),
            new Figure("the same file again, nothing changed, against bare COPY", stage.Plan.Rows / again.TotalSeconds, stage.Plan.Rows / bare.TotalSeconds, "rows/s"),
        ];
    }

    /// <summary>Out of the table and into its like, through this process.</summary>
    private static async Task<TimeSpan> CopyAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var create = source.CreateCommand("CREATE TABLE bare (LIKE collections.playgrounds INCLUDING ALL)");
        await create.ExecuteNonQueryAsync();
        await using var from = await source.OpenConnectionAsync();
        await using var to = await source.OpenConnectionAsync();
        var began = Stopwatch.GetTimestamp();
        await using (var rows = await from.BeginRawBinaryCopyAsync("COPY collections.playgrounds TO STDOUT (FORMAT binary)"))
        await using (var copy = await to.BeginRawBinaryCopyAsync("COPY bare FROM STDIN (FORMAT binary)"))
            await rows.CopyToAsync(copy);
        var took = Stopwatch.GetElapsedTime(began);
        await using var drop = source.CreateCommand("DROP TABLE bare");
        await drop.ExecuteNonQueryAsync();
        return took;
    }
}
