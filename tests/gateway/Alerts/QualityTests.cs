using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Alerts;

/// <summary>Every fault that was injected is marked, and nothing else; every value is kept.</summary>
public sealed class QualityTests(SharedAlertTown shared) : IClassFixture<SharedAlertTown>
{
    private static readonly DateTime _begin = new(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public async Task What_is_wrong_is_marked_and_only_that_in_whatever_order_readings_come(int seed, bool shuffled)
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("judged");
        var random = new Random(seed);
        var (samples, expected) = Faulty(random);
        var sent = samples.ToArray();
        if (shuffled)
            random.Shuffle(sent);

        foreach (var batch in sent.Chunk(97))
            await town.SendAsync(stream, batch);

        var found = await FlagsAsync(town, stream);
        Assert.Equal(samples.Count, (await town.ReadAsync("SELECT count(*) FROM hub.observations WHERE datastream_id = $1", row => row.GetInt64(0), stream))[0]);
        Assert.Equal(expected.Select(e => $"{e.Key:O} {e.Value}"), found);
        TestContext.Current.TestOutputHelper?.WriteLine($"{samples.Count} readings, {expected.Count} faults: none missed, none false.");
    }

    [Fact]
    public async Task Wrong_clocks_and_other_values_are_marked_and_what_the_device_says_itself_is_kept_beside_it()
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("judged");
        var path = $"/sensorthings/v1.1/Datastreams({stream})/Observations";
        var now = DateTime.UtcNow;
        await town.SendAsync(stream, [new Sample(now.AddMinutes(-5), 10), new Sample(now.AddMinutes(5), 10), new Sample(now.AddMinutes(20), 10.5)]);
        await town.SendAsync(stream, [new Sample(now.AddMinutes(-5), 11)]);
        using (var posted = await town.Node.Http.PostAsync(path, new StringContent("""{"phenomenonTime":"2026-02-01T00:00:00Z","result":77,"resultQuality":"battery low"}""", System.Text.Encoding.UTF8, "application/json")))
            Assert.True(posted.IsSuccessStatusCode, await posted.Content.ReadAsStringAsync());

        var told = (await town.Node.Http.JsonAsync(path + "?$orderby=phenomenonTime,id")).GetProperty("value").EnumerateArray().Select(Quality).ToList();

        Assert.Equal("""{"flag":"suspect","given":"battery low","checks":["range"]}""", told[0]);
        Assert.Equal(["", """{"flag":"suspect","checks":["duplicate"]}""", "", """{"flag":"suspect","checks":["clock"]}"""], [.. told.Skip(1).Select(q => q.Contains("gap", StringComparison.Ordinal) ? "" : q)]);
    }

    [Fact]
    public async Task A_value_that_is_corrected_is_judged_anew()
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("doubted");
        var path = $"/sensorthings/v1.1/Datastreams({stream})/Observations";
        await town.SendAsync(stream, [new Sample(_begin, 99)]);
        var wrong = (await town.Node.Http.JsonAsync(path)).GetProperty("value")[0];
        Assert.Equal("""{"flag":"suspect","checks":["range"]}""", Quality(wrong));

        using var patched = await town.Node.Http.PatchAsync(wrong.GetProperty("@iot.selfLink").GetString(), new StringContent("""{"result":9}""", System.Text.Encoding.UTF8, "application/json"));

        Assert.True(patched.IsSuccessStatusCode, await patched.Content.ReadAsStringAsync());
        Assert.Equal("", Quality((await town.Node.Http.JsonAsync(path)).GetProperty("value")[0]));
    }

    private static string Quality(JsonElement observation) =>
        observation.TryGetProperty("resultQuality", out var quality) && quality.ValueKind != JsonValueKind.Null ? JsonSerializer.Serialize(quality) : "";

    private static Task<List<string>> FlagsAsync(AlertTown town, long stream) => town.ReadAsync(
        """
        SELECT phenomenon_time, details #>> '{resultQuality,flag}', array_to_string(ARRAY(SELECT jsonb_array_elements_text(details #> '{resultQuality,checks}')), ' ')
        FROM hub.observations WHERE datastream_id = $1 AND details ? 'resultQuality' ORDER BY phenomenon_time
        """, row => $"{row.GetDateTime(0):O} {row.GetString(1)} {row.GetString(2)}", stream);

    /// <summary>A smooth curve of readings every ten minutes, and what is wrong with some of them.</summary>
    private static (List<Sample> Samples, SortedDictionary<DateTime, string> Expected) Faulty(Random random)
    {
        var (samples, expected, minute) = (new List<Sample>(), new SortedDictionary<DateTime, string>(), 0);
        double Calm() => 15 + (5 * Math.Sin(minute / 700.0)) + (0.01 * random.NextDouble());
        void Add(double value, string? fault = null)
        {
            var time = _begin.AddMinutes(minute);
            samples.Add(new Sample(time, value));
            if (fault is not null)
                expected.Add(time, fault);
            minute += 10;
        }

        for (var fault = 0; fault < 24; fault++)
        {
            for (var i = random.Next(15, 30); i > 0; i--)
                Add(Calm());
            switch (fault % 4)
            {
                case 0:
                    Add(60 + random.NextDouble(), "suspect range rate");
                    break;
                case 1:
                    Add(Calm() + 12, "suspect rate");
                    break;
                case 2:
                    var value = Calm() + 0.1;
                    // From the reading on that makes two hours full.
                    for (var i = 0; i < 20; i++)
                        Add(value, i >= 12 ? "suspect stuck" : null);
                    break;
                default:
                    minute += 90;
                    Add(Calm(), "incomplete gap");
                    break;
            }
        }

        Add(Calm());
        return (samples, expected);
    }
}
