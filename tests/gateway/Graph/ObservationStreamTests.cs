using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Clients;
using UrbanDataHub.Tests.Gateway.SensorThings;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>Subscribers hear the observations that clients write by SensorThings.</summary>
public sealed class ObservationStreamTests(SharedWrittenTown shared) : IClassFixture<SharedWrittenTown>
{
    private static readonly DateTime _begin = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("ws.mjs")]
    [InlineData("sse.mjs")]
    public async Task They_come_in_their_order_each_once_the_late_ones_too_and_no_others(string client)
    {
        const int heard = 40;
        var town = await shared.GetAsync();
        var ((_, wanted), (_, other)) = (await town.MakeWellAsync(), await town.MakeWellAsync());
        var query = $$"""subscription { observationRecorded(city: ["neustadt"], datastream: [{{wanted}}]) { city inserted totalCount observations { id city datastream phenomenonTime result unit } } }""";
        var listening = NodeScripts.RunAsync(client, new Uri(town.Http.BaseAddress!, "/graphql").ToString(), query, $"{heard}");
        var written = new List<(string Time, double Result)>();
        for (var n = 1; !listening.IsCompleted && n < 3000; n++)
        {
            // Every third is late: it lies before all others.
            var time = Time(n % 3 == 0 ? -n : n);
            written.Add((time, n));
            await WriteAsync(town, wanted, time, n);
            await WriteAsync(town, other, time, -n);
        }

        var events = (await listening).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("data").GetProperty("observationRecorded")).ToList();
        Assert.Equal(heard, events.Count);
        var observations = events.Select(e => Assert.Single(e.GetProperty("observations").EnumerateArray())).ToList();
        Assert.All(observations, o => Assert.Equal(("neustadt", wanted, "Cel"), (o.GetProperty("city").GetString(), o.GetProperty("datastream").GetInt64(), o.GetProperty("unit").GetString())));
        Assert.All(observations, o => Assert.StartsWith($"neustadt:{wanted}-", o.GetProperty("id").GetString(), StringComparison.Ordinal));
        var told = observations.ConvertAll(o => (o.GetProperty("phenomenonTime").GetString()!, o.GetProperty("result").GetDouble()));
        Assert.Equal(written.Skip(written.IndexOf(told[0])).Take(heard), told);
    }

    [Fact]
    public async Task A_batch_that_reaches_over_what_was_told_tells_only_the_rest()
    {
        var town = await shared.GetAsync();
        var (_, datastream) = await town.MakeWellAsync();
        var station = await StationAsync(town, datastream);
        using var events = await EventReader.OpenAsync(
            town.Http, $$"""subscription { observationRecorded(station: ["{{station}}"]) { datastreams inserted from to totalCount observations { result datastreamFeature { observationCount } } } }""");

        await WriteAsync(town, datastream, Time(5), 5);
        await BatchAsync(town, datastream, (Time(9), 9), (Time(1), 1));

        var (one, two) = (await NextAsync(events), await NextAsync(events));
        Assert.Equal([5], Results(one));
        Assert.Equal([1, 9], Results(two));
        Assert.Equal([1, 2], new[] { one, two }.Select(e => e.GetProperty("totalCount").GetInt32()));
        Assert.Equal((Time(1), Time(9)), (two.GetProperty("from").GetString()!.Replace("+00:00", "Z"), two.GetProperty("to").GetString()!.Replace("+00:00", "Z")));
        Assert.Equal(3, two.GetProperty("observations")[0].GetProperty("datastreamFeature").GetProperty("observationCount").GetInt32());
    }

    [Fact]
    public async Task Of_more_than_a_thousand_the_newest_come_with_the_number_of_all()
    {
        var town = await shared.GetAsync();
        var ((_, few), (_, many)) = (await town.MakeWellAsync(), await town.MakeWellAsync());
        using var all = await EventReader.OpenAsync(town.Http, $$"""subscription { observationRecorded(datastream: [{{few}}, {{many}}]) { inserted totalCount observations { result } } }""");
        using var some = await EventReader.OpenAsync(town.Http, $$"""subscription { observationRecorded(datastream: [{{few}}]) { datastreams inserted totalCount observations { result } } }""");

        var rows = Enumerable.Range(1, 1200).Select(n => (Time(n), (double)n)).ToArray();
        await town.SendAsync("POST", "/CreateObservations", $"[{Array(many, rows)}, {Array(few, (Time(1), -1), (Time(2), -2))}]", 201);

        var (whole, part) = (await NextAsync(all), await NextAsync(some));
        Assert.Equal((1202, 1202, 1000), (whole.GetProperty("inserted").GetInt32(), whole.GetProperty("totalCount").GetInt32(), whole.GetProperty("observations").GetArrayLength()));
        Assert.Equal(Enumerable.Range(201, 1000).Select(n => (double)n), Results(whole));
        Assert.Equal([-1, -2], Results(part));
        Assert.Equal((2, 1202), (part.GetProperty("totalCount").GetInt32(), part.GetProperty("inserted").GetInt32()));
        Assert.Equal($"[{few}]", part.GetProperty("datastreams").GetRawText());
    }

    [Theory]
    [InlineData("""station: ["nirgendwo:1"]""", "station", "nirgendwo")]
    [InlineData("""station: ["7"]""", "station", "feature id")]
    [InlineData("""city: ["nirgendwo"]""", "city", "nirgendwo")]
    public async Task Who_asks_for_what_can_never_come_is_told_so(string arguments, string parameter, string word)
    {
        var town = await shared.GetAsync();

        var result = Assert.Single(await NodeScripts.RunAsync(
            "sse.mjs", new Uri(town.Http.BaseAddress!, "/graphql").ToString(), $$"""subscription { observationRecorded({{arguments}}) { city } }""", "9"));

        var error = JsonDocument.Parse(result).RootElement.GetProperty("errors")[0];
        Assert.Equal(parameter, error.GetProperty("extensions").GetProperty("parameter").GetString());
        Assert.Contains(word, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    /// <summary>The feature id of a datastream's station; the gateway hears by events that the town holds any.</summary>
    private static async Task<string> StationAsync(WrittenTown town, long datastream)
    {
        var found = new List<string>();
        await Eventually.TrueAsync(
            async () =>
            {
                var data = await town.Http.DataAsync($$"""{ datastreams(filter: { datastream: { eq: {{datastream}} } }) { nodes { station } } }""");
                found.AddRange(data.GetProperty("datastreams").GetProperty("nodes").EnumerateArray().Select(d => d.GetProperty("station").GetString()!));
                return found.Count > 0;
            }, "the gateway knows the datastream", TimeSpan.FromSeconds(60));
        return found[0];
    }

    private static async Task<JsonElement> NextAsync(EventReader events) => (await events.NextAsync()).GetProperty("data").GetProperty("observationRecorded");

    private static IEnumerable<double> Results(JsonElement recorded) => [.. recorded.GetProperty("observations").EnumerateArray().Select(o => o.GetProperty("result").GetDouble())];

    private static string Time(int minutes) => _begin.AddMinutes(minutes).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static Task<JsonElement> WriteAsync(WrittenTown town, long datastream, string time, double result) =>
        town.SendAsync("POST", $"/Datastreams({datastream})/Observations", string.Create(CultureInfo.InvariantCulture, $$"""{ "phenomenonTime": "{{time}}", "result": {{result}} }"""), 201);

    private static Task<JsonElement> BatchAsync(WrittenTown town, long datastream, params (string Time, double Result)[] rows) =>
        town.SendAsync("POST", "/CreateObservations", $"[{Array(datastream, rows)}]", 201);

    private static string Array(long datastream, params (string Time, double Result)[] rows) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{ "Datastream": { "@iot.id": {{datastream}} }, "components": ["phenomenonTime", "result"], "dataArray": [{{string.Join(',', rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"[\"{r.Time}\",{r.Result}]")))}}] }""");
}
