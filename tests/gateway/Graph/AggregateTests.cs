using System.Text.Json;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Graph;

/// <summary>Aggregates of series, over several cities in one question.</summary>
[Collection(nameof(MeasuredTowns))]
public sealed class AggregateTests(SharedMeasuredTowns shared)
{
    private const string March = """from: "2026-03-01T00:00:00Z", to: "2026-03-03T00:00:00Z" """;

    [Fact]
    public async Task They_are_what_one_works_out_by_hand()
    {
        var towns = await shared.GetAsync();
        var data = await towns.Http.DataAsync($$"""
            { datastreams(city: ["neustadt"]) { nodes {
                days: aggregates({{March}}, every: DAY) { time mean min max sum count first last exact }
                hours: aggregates({{March}}, fn: [COUNT, MEAN]) { time values }
                quarters: aggregates({{March}}, every: HOURS_6, fn: SUM) { time values max } } } }
            """);

        var series = data.GetProperty("datastreams").GetProperty("nodes")[0];
        Assert.Equal(
            [
                """{"time":"2026-03-01T00:00:00Z","mean":4,"min":1,"max":8,"sum":12,"count":3,"first":1,"last":8,"exact":true}""",
                """{"time":"2026-03-02T00:00:00Z","mean":-4,"min":-4,"max":-4,"sum":-4,"count":1,"first":-4,"last":-4,"exact":true}""",
            ],
            Raw(series, "days"));
        Assert.Equal(
            ["""{"time":"2026-03-01T00:00:00Z","values":[2,2]}""", """{"time":"2026-03-01T05:00:00Z","values":[1,8]}""", """{"time":"2026-03-02T00:00:00Z","values":[1,-4]}"""],
            Raw(series, "hours"));
        Assert.Equal(["""{"time":"2026-03-01T00:00:00Z","values":[12],"max":8}""", """{"time":"2026-03-02T00:00:00Z","values":[-4],"max":-4}"""], Raw(series, "quarters"));
    }

    [Theory]
    [InlineData("HOUR", "PT1H")]
    [InlineData("HOURS_12", "PT12H")]
    [InlineData("DAY", "P1D")]
    [InlineData("WEEK", "P1W")]
    [InlineData("MONTH", "P1M")]
    [InlineData("QUARTER", "P3M")]
    [InlineData("YEAR", "P1Y")]
    public async Task They_are_what_the_city_answers_at_its_own_address(string every, string text)
    {
        var towns = await shared.GetAsync();
        const string fields = "time count sum min max mean first last exact";
        var data = await towns.Http.DataAsync($$"""{ datastreams(city: ["neustadt"]) { nodes { aggregates({{March}}, every: {{every}}) { {{fields}} } } } }""");

        var own = await towns.Http.JsonAsync($"/cities/neustadt/aggregates?datastream={towns.Datastreams[0]}&from=2026-03-01T00:00:00Z&to=2026-03-03T00:00:00Z&every={text}&fn=count,sum,min,max,mean,first,last");
        Assert.NotEqual(0, own.GetProperty("datastreams")[0].GetProperty("buckets").GetArrayLength());
        Assert.Equal(Raw(own.GetProperty("datastreams")[0], "buckets"), Raw(data.GetProperty("datastreams").GetProperty("nodes")[0], "aggregates"));
    }

    [Fact]
    public async Task Stations_of_several_nodes_are_compared_in_one_question()
    {
        var towns = await shared.GetAsync();
        var answer = await towns.Http.GraphAsync($$"""
            query($fn: [AggregateFunction!]!) { things(city: ["neustadt", "oststadt"]) { nodes { city name datastreams { nodes { unit aggregates({{March}}, every: MONTH, fn: $fn) { values } } } } } }
            """, new { fn = new[] { "MEAN", "LAST" } });

        var means = answer.GetProperty("data").GetProperty("things").GetProperty("nodes").EnumerateArray()
            .ToDictionary(s => s.GetProperty("city").GetString()!, s => s.GetProperty("datastreams").GetProperty("nodes")[0].GetProperty("aggregates")[0].GetProperty("values").GetRawText());
        Assert.Equal(new() { ["neustadt"] = "[2,-4]", ["oststadt"] = "[15,20]" }, means);
        var federation = answer.GetProperty("extensions").GetProperty("federation");
        Assert.True(federation.GetProperty("complete").GetBoolean());
        Assert.Equal(
            ["neustadt", "oststadt"],
            federation.GetProperty("cities").EnumerateArray().Where(c => c.GetProperty("path").GetRawText().Contains("aggregates", StringComparison.Ordinal)).Select(c => c.GetProperty("city").GetString()).Order());
    }

    [Fact]
    public async Task A_page_of_series_asks_a_partner_once_for_fifty_of_them()
    {
        var towns = await shared.GetAsync();
        towns.Partner.Asked.Clear();
        var data = await towns.Http.DataAsync($$"""{ datastreams(city: ["erla"], first: 500) { nodes { datastream aggregates({{March}}, every: DAY) { mean } } } }""");

        Assert.Equal([20, 50, 50], Asked(towns).Select(path => MeasuredTowns.SeriesOf(path).Length).Order());
        Assert.Equal(MeasuredTowns.Series, data.GetProperty("datastreams").GetProperty("nodes").GetArrayLength());
        Assert.All(
            data.GetProperty("datastreams").GetProperty("nodes").EnumerateArray(),
            s => Assert.Equal(s.GetProperty("datastream").GetDouble(), Assert.Single(s.GetProperty("aggregates").EnumerateArray()).GetProperty("mean").GetDouble()));
    }

    [Fact]
    public async Task A_series_that_is_met_twice_is_asked_for_once()
    {
        var towns = await shared.GetAsync();
        towns.Partner.Asked.Clear();
        await towns.Http.DataAsync($$"""
            { datastreams(city: ["erla"], first: 500) { nodes { ...A latest { datastream { ...A } } } } }
            fragment A on Datastream { aggregates({{March}}, every: DAY) { mean } }
            """);

        Assert.Equal(3, Asked(towns).Count());
    }

    [Fact]
    public async Task A_partner_that_fails_is_named_and_takes_nothing_from_the_others()
    {
        await using var towns = await MeasuredTowns.StartAsync();
        towns.Partner.Misbehaves = path => path.Contains("/aggregates?", StringComparison.Ordinal) ? new Reply("{}", 500) : MeasuredTowns.Healthy(path);

        var answer = await towns.Http.GraphAsync($$"""{ datastreams(first: 500) { nodes { city aggregates({{March}}, every: DAY) { mean } } } }""");

        var series = answer.GetProperty("data").GetProperty("datastreams").GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(MeasuredTowns.Series + 2, series.Count);
        Assert.All(series, s => Assert.Equal(s.GetProperty("city").GetString() == StandIn.City, s.GetProperty("aggregates").ValueKind == JsonValueKind.Null));
        var errors = answer.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal(MeasuredTowns.Series, errors.Count);
        Assert.All(errors, e => Assert.Equal(("CITY_MISSING", "erla", "aggregates"), (Extension(e, "code"), Extension(e, "city"), e.GetProperty("path")[3].GetString())));
        var federation = answer.GetProperty("extensions").GetProperty("federation");
        Assert.False(federation.GetProperty("complete").GetBoolean());
        Assert.Contains(federation.GetProperty("cities").EnumerateArray(), c => c.GetProperty("city").GetString() == "erla"
            && c.GetProperty("state").GetString() == "failed" && c.GetProperty("path").GetRawText() == """["datastreams","nodes","aggregates"]""");
    }

    [Theory]
    [InlineData("""from: "2026-03-01T00:00:00Z", to: "2026-03-01T00:00:00Z" """, "to")]
    [InlineData("""from: "2026-03-01", to: "2026-03-02T00:00:00Z" """, "from")]
    [InlineData("""from: "2020-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" """, "every")]
    [InlineData("""from: "2026-03-01T00:00:00Z", to: "2026-03-02T00:00:00Z", fn: []""", "fn")]
    public async Task A_wrong_argument_is_named_and_nobody_is_asked(string arguments, string parameter)
    {
        var towns = await shared.GetAsync();
        towns.Partner.Asked.Clear();

        var answer = await towns.Http.GraphAsync($$"""{ datastreams(city: ["erla"]) { nodes { aggregates({{arguments}}) { mean } } } }""");

        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal(("BAD_ARGUMENT", parameter), (Extension(error, "code"), Extension(error, "parameter")));
        Assert.DoesNotContain(towns.Partner.Asked, path => path.Contains("/items", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Buckets_count_among_the_cost()
    {
        var towns = await shared.GetAsync();
        using var answer = await towns.Http.PostAsync(
            "/graphql",
            System.Net.Http.Json.JsonContent.Create(new { query = """{ datastreams(first: 100) { nodes { aggregates(from: "2025-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z") { mean } } } }""" }),
            TestContext.Current.CancellationToken);

        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("errors")[0];
        Assert.Equal("COST_LIMIT", Extension(error, "code"));
        Assert.InRange(error.GetProperty("extensions").GetProperty("asked").GetInt64(), 100 * 365 * 24, 110 * 365 * 24);
    }

    private static IEnumerable<string> Asked(MeasuredTowns towns) => towns.Partner.Asked.Where(path => path.Contains("/aggregates?", StringComparison.Ordinal));

    private static string? Extension(JsonElement error, string name) => error.GetProperty("extensions").GetProperty(name).GetString();

    private static IEnumerable<string> Raw(JsonElement parent, string list) => parent.GetProperty(list).EnumerateArray().Select(b => b.GetRawText());
}
