using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using UrbanDataHub.Tests.Mirrors;

namespace UrbanDataHub.Tests.Ingest.Importing;

/// <summary>What imports do to the change feed, and that a mirror follows them (infra/decisions/0008).</summary>
public sealed class ChangeFeedTests(DifferenceTests.SocialCity once) : IClassFixture<DifferenceTests.SocialCity>
{
    private const string Header = "id,name,area,lon,lat\n";
    private const string Feed = "/cities/stadt/ogc/collections/playgrounds/changes";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task An_import_by_difference_appears_as_just_its_difference()
    {
        var city = await once.GetAsync();
        city.WritePlaygrounds("feed", "feed.csv", more: "shrink: 1");
        await ImportAsync(city, "f1", "f2", "f3");
        var mirror = new Mirror();
        await ProvesAsync(city, mirror);

        city.WriteFile("feed.csv", Header + Row("f1") + Row("f2", "Anders") + Row("f4"));
        await city.RunAsync("feed");
        Assert.Equal(["delete f3", "insert f4", "update f2"], await ChangesAsync(city, mirror));

        // Gone and there again with the same content: the same version as before.
        var version = mirror.Versions["stadt:f1"];
        await ImportAsync(city, "f2", "f4");
        await ImportAsync(city, "f1", "f2", "f4");
        // The mirror has f1 already, so it proves before the feed tells of it: that waits for what others on the server have begun.
        var changes = await ChangesAsync(city, mirror);
        await Eventually.TrueAsync(
            async () =>
            {
                changes.AddRange(await ChangesAsync(city, mirror));
                return changes.Contains("insert f1");
            },
            "the feed tells of what is there again", _patience);
        Assert.Equal(["insert f1", "update f2"], changes.Order(StringComparer.Ordinal));
        Assert.Equal(version, mirror.Versions["stadt:f1"]);

        await city.RunAsync("feed", force: true);
        Assert.Empty(await ChangesAsync(city, mirror));
    }

    [Fact]
    public async Task A_reader_of_many_imports_and_their_releases_has_what_the_city_has()
    {
        var city = await once.GetAsync();
        city.WritePlaygrounds("many", "many.csv", more: "shrink: 0.5");
        var random = new Random(Environment.TickCount);
        var mirror = new Mirror();
        var reading = new CancellationTokenSource();
        var reader = ReadAsync(city, mirror, reading.Token);
        for (var run = 0; run < 12; run++)
        {
            city.WriteFile("many.csv", Header + string.Concat(Enumerable.Range(0, 400).Where(_ => random.Next(3) > 0).Select(n => Row($"m{n}", $"Platz {random.Next(3)}"))));
            var report = await city.RunAsync("many");
            if (report?.State != "held-back")
                continue;
            using var released = await city.Service.Http.PostAsync($"/cities/stadt/imports/{report.Id}/release", null, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, released.StatusCode);
        }

        await reading.CancelAsync();
        await reader;
        await ProvesAsync(city, mirror);
        Assert.Equal((await city.ServedAsync("playgrounds", "name")).Keys, mirror.Versions.Keys.Select(id => id["stadt:".Length..]).Order(StringComparer.Ordinal));
    }

    private static async Task ImportAsync(DifferenceTests.SocialTrial city, params string[] ids)
    {
        city.WriteFile("feed.csv", Header + string.Concat(ids.Select(id => Row(id))));
        Assert.Equal("done", (await city.RunAsync("feed"))!.State);
    }

    /// <summary>Type and local id of what the feed has new, when the mirror has it too; in order of the ids.</summary>
    private static async Task<List<string>> ChangesAsync(DifferenceTests.SocialTrial city, Mirror mirror)
    {
        var changes = new List<string>();
        await ProvesAsync(city, mirror, page => changes.AddRange(page.GetProperty("changes").EnumerateArray()
            .Select(c => $"{c.GetProperty("type").GetString()} {c.GetProperty("id").GetString()!["stadt:".Length..]}")
            .Where(c => c.Split(' ')[1].StartsWith('f'))));
        return [.. changes.Order(StringComparer.Ordinal)];
    }

    private static async Task ReadAsync(DifferenceTests.SocialTrial city, Mirror mirror, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await PageAsync(city, mirror, 50);
            await Task.Delay(10, CancellationToken.None);
        }
    }

    /// <summary>Reads to the end until the city's checksum is that of the mirror: other tests write to the same server.</summary>
    private static Task ProvesAsync(DifferenceTests.SocialTrial city, Mirror mirror, Action<JsonElement>? seen = null) => Eventually.TrueAsync(
        async () =>
        {
            while (await PageAsync(city, mirror, 1000, seen))
            {
            }

            using var answer = await city.Service.Http.GetAsync(Feed + "/checksum");
            if (answer.StatusCode == HttpStatusCode.Conflict)
                return false;
            var checksum = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return (checksum.GetProperty("count").GetInt64(), checksum.GetProperty("hash").GetString()) == mirror.Checksum();
        },
        "the mirror has what the city has", _patience);

    private static async Task<bool> PageAsync(DifferenceTests.SocialTrial city, Mirror mirror, int limit, Action<JsonElement>? seen = null)
    {
        var page = await city.Service.Http.GetFromJsonAsync<JsonElement>($"{Feed}?limit={limit}{(mirror.Token is null ? "" : $"&since={mirror.Token}")}");
        seen?.Invoke(page);
        return mirror.Apply(page);
    }

    private static string Row(string id, string name = "Platz") => $"{id},{name},1,7.5,51.5\n";
}
