using System.Net;
using CsCheck;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Tests.Ingest.Importing;

/// <summary>An import changes exactly what differs between its source and what the city has, and says so.</summary>
public sealed class DifferenceTests(DifferenceTests.SocialCity once) : IClassFixture<DifferenceTests.SocialCity>
{
    private const string Header = "id,name,area,lon,lat\n";

    [Fact]
    public async Task The_same_file_twice_changes_nothing_and_raises_no_event()
    {
        var city = await once.GetAsync();
        city.WritePlaygrounds("twice", "twice.csv");
        city.WriteFile("twice.csv", Header + Row("t1", "Am Markt") + Row("t2", "An der Aa"));
        Assert.Equal((2L, 0L, 0L, 0L), Counts(await city.RunAsync("twice")));
        var since = DateTimeOffset.UtcNow;

        Assert.Null(await city.RunAsync("twice"));
        Assert.Equal((0L, 0L, 0L, 2L), Counts(await city.RunAsync("twice", force: true)));

        city.WriteFile("twice.csv", Header + Row("t1", "Am Markt") + Row("t2", "An der Aa") + Row("t3", "Neu"));
        await city.RunAsync("twice");
        var change = Assert.Single(await city.Events.UntilAsync<FeaturesChanged>(e => e.OccurredAt >= since));
        Assert.Equal(("stadt", "playgrounds", 1L, 0L, 0L), (change.City, change.Collection, change.Inserted, change.Updated, change.Deleted));
    }

    [Fact]
    public async Task A_changed_file_is_imported_as_its_difference_and_raises_one_event_over_the_rows_concerned()
    {
        var city = await once.GetAsync();
        city.WritePlaygrounds("difference", "difference.csv");
        city.WriteFile("difference.csv", Header + string.Concat(Enumerable.Range(1, 8).Select(i => Row($"d{i}", $"Platz {i}"))));
        await city.RunAsync("difference");
        var since = DateTimeOffset.UtcNow;

        city.WriteFile("difference.csv", Header + Row("d9", "Neu") + Row("d1", "Umbenannt")
            + string.Concat(Enumerable.Range(2, 6).Select(i => Row($"d{i}", $"Platz {i}"))));
        var report = await city.RunAsync("difference");

        Assert.Equal((1L, 1L, 1L, 6L), Counts(report));
        var served = (await city.ServedAsync("playgrounds", "name")).Where(p => p.Key.StartsWith('d')).ToList();
        Assert.Equal(["d1", "d2", "d3", "d4", "d5", "d6", "d7", "d9"], served.Select(p => p.Key));
        Assert.Equal("Umbenannt", served[0].Value);
        var change = Assert.Single(await city.Events.UntilAsync<FeaturesChanged>(e => e.OccurredAt >= since));
        Assert.Equal((1L, 1L, 1L), (change.Inserted, change.Updated, change.Deleted));
        Assert.Equal(["d1", "d8", "d9"], await ChangedAsync(city, change));
    }

    [Fact]
    public async Task A_source_that_suddenly_shrinks_is_held_back_until_a_steward_releases_it()
    {
        var city = await once.GetAsync();
        city.WritePlaygrounds("shrinking", "shrinking.csv", more: "shrink: 0.5");
        city.WriteFile("shrinking.csv", Header + string.Concat(Enumerable.Range(1, 4).Select(i => Row($"s{i}", $"Platz {i}"))));
        await city.RunAsync("shrinking");

        city.WriteFile("shrinking.csv", Header + Row("s1", "Anders"));
        var held = await city.RunAsync("shrinking");
        Assert.Equal(("held-back", (0L, 0L, 0L, 4L)), (held!.State, Counts(held)));
        Assert.Contains("would delete 3 of 4 features", held.Detail, StringComparison.Ordinal);
        Assert.Equal(4, (await city.ServedAsync("playgrounds", "name")).Count(p => p.Key.StartsWith('s')));
        Assert.Equal("held-back", (await city.DatasetAsync("playgrounds")).State);

        using var released = await city.Service.Http.PostAsync($"/cities/stadt/imports/{held.Id}/release", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, released.StatusCode);
        var done = (await city.ReportsAsync("shrinking"))[0];
        Assert.Equal(("done", (0L, 1L, 3L, 0L)), (done.State, Counts(done)));
        Assert.Equal("Anders", (await city.ServedAsync("playgrounds", "name")).Single(p => p.Key.StartsWith('s')).Value);

        using var again = await city.Service.Http.PostAsync($"/cities/stadt/imports/{done.Id}/release", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task As_many_deletions_as_the_limit_allows_are_no_shrinking()
    {
        var city = await once.GetAsync();
        city.WritePlaygrounds("limit", "limit.csv", more: "shrink: 0.5");
        city.WriteFile("limit.csv", Header + string.Concat(Enumerable.Range(1, 4).Select(i => Row($"l{i}", $"Platz {i}"))));
        await city.RunAsync("limit");
        city.WriteFile("limit.csv", Header + Row("l1", "Platz 1") + Row("l2", "Platz 2"));
        Assert.Equal((0L, 0L, 2L, 2L), Counts(await city.RunAsync("limit")));
    }

    [Fact]
    public async Task A_rejected_row_stands_in_quarantine_with_file_line_field_and_reason()
    {
        var city = await once.GetAsync();
        city.WritePlaygrounds("quarantine", "quarantine.csv");
        city.WriteFile("quarantine.csv", Header
            + Row("q1", "\"Zwei\nZeilen\"") + "q2,Viel,zwölf,7.5,51.5\n" + "q3,Weit weg,1,9.5,51.5\n" + "q4,Ohne Ort,1,,\n" + "q5,zu kurz\n" + Row("q6", "Gut"));
        var report = await city.RunAsync("quarantine");

        Assert.Equal(("done", 6L, 4L, 2L), (report!.State, report.Read, report.Rejected, report.Inserted));
        var rows = await city.RejectionsAsync(report);
        Assert.Equal([4L, 5L, 6L, 7L], rows.Select(r => r.Line));
        Assert.All(rows, r => Assert.Equal("quarantine.csv", r.File));
        Assert.Equal("area", rows[0].Field);
        Assert.Contains("zwölf", rows[0].Reason, StringComparison.Ordinal);
        Assert.Equal("q2,Viel,zwölf,7.5,51.5", rows[0].Row);
        Assert.Contains("2 fields, the header 5", rows[3].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sources_of_one_collection_own_their_rows_and_neither_takes_an_id_of_the_other()
    {
        var city = await once.GetAsync();
        city.WritePlaygrounds("north", "north.csv", more: "shrink: 1");
        city.WritePlaygrounds("south", "south.csv");
        city.WriteFile("north.csv", Header + Row("n1", "Nord") + Row("n2", "Nord"));
        city.WriteFile("south.csv", Header + Row("o1", "Süd") + Row("n2", "Süd"));
        await city.RunAsync("north");
        var south = await city.RunAsync("south");
        Assert.Equal((1L, 1L), (south!.Inserted, south.Rejected));
        var rejected = Assert.Single(await city.RejectionsAsync(south));
        Assert.Equal((3L, "id"), (rejected.Line, rejected.Field));
        Assert.Contains("'n2' belongs to the source 'north'", rejected.Reason, StringComparison.Ordinal);

        city.WriteFile("north.csv", Header + Row("n3", "Nord"));
        Assert.Equal((1L, 0L, 2L, 0L), Counts(await city.RunAsync("north")));
        var served = await city.ServedAsync("playgrounds", "name");
        Assert.Equal(("Süd", "Nord", false), (served["o1"], served["n3"], served.ContainsKey("n2")));
    }

    [Fact]
    public async Task After_any_sequence_of_files_the_city_has_what_a_single_import_of_the_last_would_give()
    {
        var city = await once.GetAsync();
        city.WritePlaygrounds("any", "any.csv", more: "shrink: 1");
        var rows = Gen.Select(Gen.Int[0, 7], Gen.OneOfConst("Eins", "Zwei", "Drei"), (id, name) => (Id: $"any{id}", Name: name));
        await rows.Array[1, 12].Array[1, 4].SampleAsync(
            async files =>
            {
                foreach (var file in files)
                {
                    var before = await AnyAsync(city);
                    city.WriteFile("any.csv", Header + string.Concat(file.DistinctBy(r => r.Id).Select(r => Row(r.Id, r.Name))));
                    var report = await city.RunAsync("any");
                    var after = Distinct(file);
                    var expected = (
                        (long)after.Keys.Except(before.Keys).Count(),
                        (long)after.Count(r => before.TryGetValue(r.Key, out var name) && name != r.Value),
                        (long)before.Keys.Except(after.Keys).Count(),
                        (long)after.Count(r => before.TryGetValue(r.Key, out var name) && name == r.Value));
                    // Without a report the bytes are those of the last import.
                    Assert.Equal(report is null ? (0L, 0L, 0L, (long)before.Count) : Counts(report), expected);
                    Assert.Equal(after, await AnyAsync(city));
                }
            },
            iter: 8, threads: 1);
    }

    private static async Task<SortedDictionary<string, string>> AnyAsync(SocialTrial city) =>
        new((await city.ServedAsync("playgrounds", "name")).Where(p => p.Key.StartsWith("any", StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal);

    private static SortedDictionary<string, string> Distinct((string Id, string Name)[] file) =>
        new(file.DistinctBy(r => r.Id).ToDictionary(r => r.Id, r => r.Name), StringComparer.Ordinal);

    private static async Task<List<string>> ChangedAsync(SocialTrial city, FeaturesChanged change)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(city.ConnectionString);
        await using var command = source.CreateCommand("SELECT local_id FROM collections.playgrounds WHERE change_seq BETWEEN $1 AND $2 ORDER BY local_id");
        command.Parameters.AddWithValue(change.FirstChange);
        command.Parameters.AddWithValue(change.LastChange);
        await using var row = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await row.ReadAsync())
            ids.Add(row.GetString(0));
        return ids;
    }

    private static string Row(string id, string name) => $"{id},{name},100,7.5,51.5\n";

    private static (long Inserted, long Updated, long Deleted, long Unchanged) Counts(ImportReport? report) =>
        report is null ? throw new ArgumentNullException(nameof(report)) : (report.Inserted, report.Updated, report.Deleted, report.Unchanged);

    /// <summary>A social service whose city has one playground to begin with.</summary>
    public sealed class SocialCity() : Once<SocialTrial>(SocialTrial.StartAsync);

    public sealed class SocialTrial() : TrialCity(HubProgram.Social)
    {
        public static async Task<SocialTrial> StartAsync()
        {
            var city = new SocialTrial();
            city.WritePlaygrounds("first", "first.csv");
            city.WriteFile("first.csv", Header + Row("first", "Erster"));
            await city.StartNodeAsync();
            return city;
        }
    }
}
