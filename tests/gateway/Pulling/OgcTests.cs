using UrbanDataHub.Tests.Gateway.SensorThings;

namespace UrbanDataHub.Tests.Gateway.Pulling;

/// <summary>A node of ours is the foreign server of OGC API Features: its stations are one source, its measurements another.</summary>
public sealed class OgcTests
{
    [Fact]
    public async Task Stations_and_measurements_come_with_what_comes_late()
    {
        await using var foreign = await WrittenTown.StartAsync();
        var (thing, datastream) = await foreign.MakeWellAsync(8, 9, 10, 11, 12);
        var address = new Uri(foreign.Http.BaseAddress!, $"/cities/{BareTown.City}/ogc");
        await using var pulled = await PullTown.StartAsync(
            ("wells", $$"""
                collection: monitoring-stations
                read: { format: ogc-features, url: "{{address}}", collection: monitoring-stations, every: PT1S }
                id: $id
                map: { name: name, kind: kind, operator: operator }
                """),
            ("readings", $$"""
                collection: observations
                read: { format: ogc-features, url: "{{address}}", collection: observations, every: PT1S, page: 2 }
                series:
                  station: { from: station }
                  time: phenomenonTime
                  period: PT1H
                  datastream: { key: { from: datastream }, title: { de: Wasser, en: Water }, from: result, property: groundwater-level, unit: m }
                """));
        await pulled.HoldsAsync(await PullTown.ObservationsAsync(foreign.Node), "the measurements are there, over several pages");
        var station = (await pulled.Town.AskAsync("/Things")).GetProperty("value")[0].GetProperty("properties").GetProperty("id").GetString();
        Assert.Equal($"neustadt:neustadt-thing-{thing}", station);

        await foreign.SendAsync("POST", $"/Datastreams({datastream})/Observations", """{ "phenomenonTime": "2026-01-01T00:30:00Z", "result": 8.5 }""", 201);
        await pulled.HoldsAsync(await PullTown.ObservationsAsync(foreign.Node), "what came late is there");
        Assert.Equal(("done", null, 0), await pulled.ReportAsync("readings"));
    }
}
