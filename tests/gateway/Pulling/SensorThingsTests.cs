using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Tests.Gateway.SensorThings;
using UrbanDataHub.Tests.Gateway.Trial;

namespace UrbanDataHub.Tests.Gateway.Pulling;

/// <summary>A node of ours is the foreign server of SensorThings; nothing is lost or doubled, whatever dies.</summary>
public sealed class SensorThingsTests
{
    private const int Readings = 10_000;
    private static readonly DateTime _begin = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Stations_datastreams_and_readings_come_late_ones_and_corrections_too()
    {
        await using var foreign = await WrittenTown.StartAsync();
        var (thing, datastream) = await foreign.MakeWellAsync(8, 9, 10);
        await using var pulled = await PullTown.SensorThingsAsync(foreign.Address);
        List<(DateTime, double)> expected = [(_begin, 8), (_begin.AddHours(1), 9), (_begin.AddHours(2), 10)];
        await pulled.HoldsAsync(expected, "the readings are there");

        var id = $"neustadt:county-{thing}";
        await Eventually.TrueAsync(async () => (await pulled.Town.Http.GetAsync($"/ogc/collections/monitoring-stations/items/{id}")).IsSuccessStatusCode, "the station is there");
        var station = await pulled.Town.Http.JsonAsync($"/ogc/collections/monitoring-stations/items/{id}");
        Assert.Equal(("well", "Stadtwerke"), (station.GetProperty("properties").GetProperty("name").GetString(), station.GetProperty("properties").GetProperty("operator").GetString()));
        Assert.Equal(7.5, station.GetProperty("geometry").GetProperty("coordinates")[0].GetDouble());
        var ours = (await pulled.Town.AskAsync("/Datastreams?$expand=ObservedProperty")).GetProperty("value")[0];
        Assert.Equal("ucum:Cel", ours.GetProperty("unitOfMeasurement").GetProperty("definition").GetString());
        Assert.Equal(
            ("Water temperature", "https://vocab.nerc.ac.uk/standard_name/water_temperature/"),
            (ours.GetProperty("ObservedProperty").GetProperty("name").GetString(), ours.GetProperty("ObservedProperty").GetProperty("definition").GetString()));

        await foreign.SendAsync("POST", $"/Datastreams({datastream})/Observations", """{ "phenomenonTime": "2026-01-01T00:30:00Z", "result": 8.5 }""", 201);
        var wrong = (await foreign.AskAsync($"/Datastreams({datastream})/Observations?$filter=result eq 9")).GetProperty("value")[0].GetProperty("@iot.id").GetInt64();
        await foreign.SendAsync("PATCH", $"/Observations({wrong})", """{ "result": 9.25 }""", 200);
        expected.Insert(1, (_begin.AddMinutes(30), 8.5));
        expected[2] = (_begin.AddHours(1), 9.25);
        await pulled.HoldsAsync(expected, "what came late and what was corrected is there");
        await Eventually.TrueAsync(async () => await pulled.ReportAsync() is ("done", null, 0), "the report says so");
    }

    [Fact]
    public async Task By_result_time_comes_what_was_late_however_old_it_is_and_of_the_datastreams_that_are_wanted_alone()
    {
        await using var foreign = await WrittenTown.StartAsync();
        var (_, wanted) = await foreign.MakeWellAsync();
        await foreign.MakeWellAsync(1, 2);
        await SendAsync("2026-02-01T00:00:00Z", "2026-02-01T00:01:00Z", 5);
        await using var pulled = await PullTown.SensorThingsAsync(foreign.Address, $", by: resultTime, overlap: PT1H, filter: \"id eq {wanted}\"");
        var first = new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc);
        await pulled.HoldsAsync([(first, 5)], "the reading is there, and none of the other well");

        await SendAsync("2026-01-01T00:00:00Z", "2026-02-01T02:00:00Z", 4);

        await pulled.HoldsAsync([(_begin, 4), (first, 5)], "what is a month older is there");
        Assert.Equal(1, await pulled.Town.CountAsync("/Datastreams"));

        Task SendAsync(string phenomenonTime, string resultTime, double result) => foreign.SendAsync(
            "POST", $"/Datastreams({wanted})/Observations", JsonSerializer.Serialize(new { phenomenonTime, resultTime, result }), 201);
    }

    [Fact]
    public async Task Neither_the_death_of_the_service_nor_that_of_the_foreign_node_loses_or_doubles_a_reading()
    {
        await using var foreign = await WrittenTown.StartAsync();
        var (_, datastream) = await foreign.MakeWellAsync();
        for (var from = 0; from < Readings; from += 500)
            await SendAsync(foreign, datastream, from, 500);
        var expected = await PullTown.ObservationsAsync(foreign.Node);
        Assert.Equal(Readings, expected.Count);

        await using var pulled = await PullTown.SensorThingsAsync(foreign.Address, ", page: 100");
        var random = new Random(5);
        var middles = 0;
        for (var kill = 0; kill < 6; kill++)
        {
            await Task.Delay(random.Next(200, 1_500), TestContext.Current.CancellationToken);
            var victim = kill % 3 == 2 ? foreign.Node[HubProgram.Sensors] : pulled.Service;
            victim.Kill();
            var count = (await PullTown.ObservationsAsync(pulled.Town.Node)).Count;
            middles += count is > 0 and < Readings ? 1 : 0;
            await victim.RestartAsync(TestContext.Current.CancellationToken);
        }

        await pulled.HoldsAsync(expected, "every reading is there once");
        Assert.Equal(Readings, await pulled.Town.CountAsync("/Observations"));
        Assert.True(middles > 0, "No kill met the first walk in its middle.");

        await SendAsync(foreign, datastream, Readings, 1);
        await pulled.HoldsAsync(await PullTown.ObservationsAsync(foreign.Node), "the next reading comes too");
    }

    private static async Task SendAsync(WrittenTown town, long datastream, int from, int count)
    {
        var rows = Enumerable.Range(from, count).Select(i => new object[] { _begin.AddMinutes(i).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), i % 97 });
        var body = JsonSerializer.Serialize(new[] { new Dictionary<string, object> { ["Datastream"] = new Dictionary<string, long> { ["@iot.id"] = datastream }, ["components"] = new[] { "phenomenonTime", "result" }, ["dataArray"] = rows } });
        using var answer = await town.PostAsync("/CreateObservations", body, "application/json");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
