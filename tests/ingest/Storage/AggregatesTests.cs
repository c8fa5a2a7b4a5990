using System.Net;
using System.Text.Json;

namespace UrbanDataHub.Tests.Ingest.Storage;

/// <summary>The address of aggregates: what it answers, and what it says of wrong questions.</summary>
public sealed class AggregatesTests(SharedSeriesStore once) : IClassFixture<SharedSeriesStore>
{
    private const string Year = "from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z";

    [Fact]
    public async Task Datastreams_come_with_their_units_and_buckets_also_those_without()
    {
        var store = await once.GetAsync();
        var (full, empty) = (await store.DatastreamAsync(), await store.DatastreamAsync());
        await store.AddAsync(full, ("2026-01-31T23:59:59Z", 1), ("2026-02-01T00:00:00Z", 2), ("2026-02-03T00:00:00Z", 5));
        await store.SettleAsync();
        using var answer = await store.AggregatesAsync($"datastream={empty},{full}&{Year}&every=P1M&fn=count,sum,min,max,mean,first,last");
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        var datastreams = body.GetProperty("datastreams").EnumerateArray().ToDictionary(d => d.GetProperty("datastream").GetInt64());
        Assert.Equal(("neustadt", "P1M", "m"), (body.GetProperty("city").GetString(), body.GetProperty("every").GetString(), datastreams[full].GetProperty("unit").GetString()));
        Assert.Equal(0, datastreams[empty].GetProperty("buckets").GetArrayLength());
        Assert.Equal(
            ["""{"time":"2026-01-01T00:00:00Z","count":1,"sum":1,"min":1,"max":1,"mean":1,"first":1,"last":1,"exact":true}""", """{"time":"2026-02-01T00:00:00Z","count":2,"sum":7,"min":2,"max":5,"mean":3.5,"first":2,"last":5,"exact":true}"""],
            datastreams[full].GetProperty("buckets").EnumerateArray().Select(b => b.GetRawText()));
    }

    /// <summary>As it is in the collection of datastreams, too: a series can come before its station.</summary>
    [Fact]
    public async Task A_datastream_whose_station_is_not_there_yet_has_aggregates_all_the_same()
    {
        var store = await once.GetAsync();
        var datastream = await store.DatastreamAsync();
        await store.AddAsync(datastream, ("2026-01-31T12:00:00Z", 7));
        await store.SettleAsync();
        await store.ExecuteAsync($"UPDATE hub.things SET hidden = true WHERE thing_id = (SELECT thing_id FROM hub.datastreams WHERE datastream_id = {datastream})");

        Assert.Equal(7, Assert.Single(await store.BucketsAsync(datastream, $"{Year}&every=P1M&fn=mean")).GetProperty("mean").GetDouble());
    }

    [Theory]
    [InlineData($"{Year}", "datastream")]
    [InlineData($"datastream=x&{Year}", "datastream")]
    [InlineData($"datastream=99999999&{Year}", "datastream")]
    [InlineData($"datastream=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51&{Year}", "datastream")]
    [InlineData("datastream=1&from=2026-01-01T00:00:00Z", "to")]
    [InlineData("datastream=1&from=2026-01-01&to=2026-02-01T00:00:00Z", "from")]
    [InlineData("datastream=1&from=2026-01-01T00:00:00&to=2026-02-01T00:00:00Z", "from")]
    [InlineData("datastream=1&from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "to")]
    [InlineData("datastream=1&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z&every=PT1H", "every")]
    [InlineData($"datastream=1&{Year}&every=PT5H", "every")]
    [InlineData($"datastream=1&{Year}&every=P1D&fn=median", "fn")]
    [InlineData($"datastream=1&{Year}&every=P1D&zone=UTC", "zone")]
    public async Task A_wrong_question_is_a_problem_that_names_the_parameter(string question, string parameter)
    {
        var store = await once.GetAsync();
        using var answer = await store.AggregatesAsync(question);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal((HttpStatusCode.BadRequest, parameter), (answer.StatusCode, problem.GetProperty("parameter").GetString()));
        Assert.Contains(parameter, problem.GetProperty("detail").GetString() + problem.GetProperty("parameter").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_city_of_another_node_is_not_found()
    {
        var store = await once.GetAsync();
        using var answer = await store.AggregatesAsync($"datastream=1&{Year}", "nirgendwo");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
