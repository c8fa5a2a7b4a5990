using System.Text.Json;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Tests.Ingest.Importing;

/// <summary>Observations are added and corrected, never doubled and never deleted.</summary>
public sealed class SeriesTests(SeriesTests.SensorCity once) : IClassFixture<SeriesTests.SensorCity>
{
    [Fact]
    public async Task The_same_observations_again_change_nothing()
    {
        var city = await once.GetAsync();
        city.WriteSeries("again", "A", "again.csv");
        city.WriteFile("again.csv", "time,no2\n2026-01-01 00:00,1\n2026-01-01 01:00,2\n");
        Assert.Equal((2L, 0L, 0L), Counts(await city.RunAsync("again")));
        Assert.Equal((0L, 0L, 2L), Counts(await city.RunAsync("again", force: true)));
        Assert.Equal([1, 2], await city.ResultsAsync("A"));
    }

    [Fact]
    public async Task Files_that_overlap_count_each_observation_once()
    {
        var city = await once.GetAsync();
        city.WriteSeries("overlap", "B", "one.csv", "two.csv");
        city.WriteFile("one.csv", "time,no2\n2026-01-01 00:00,1\n2026-01-01 01:00,2\n");
        city.WriteFile("two.csv", "time,no2\n2026-01-01 01:00,2\n2026-01-01 02:00,3\n");
        var report = await city.RunAsync("overlap");
        Assert.Equal((4L, 0L, 3L), (report!.Read, report.Rejected, report.Inserted));
        Assert.Equal([1, 2, 3], await city.ResultsAsync("B"));
    }

    [Fact]
    public async Task Of_values_that_contradict_each_other_the_first_counts_and_the_later_is_in_quarantine()
    {
        var city = await once.GetAsync();
        city.WriteSeries("contradiction", "C", "three.csv", "four.csv");
        city.WriteFile("three.csv", "time,no2\n2026-01-01 00:00,1\n");
        city.WriteFile("four.csv", "time,no2\n2026-01-01 00:00,7\n");
        var report = await city.RunAsync("contradiction");
        Assert.Equal([1], await city.ResultsAsync("C"));
        var rejected = Assert.Single(await city.RejectionsAsync(report!));
        Assert.Equal(("four.csv", 2L), (rejected.File, rejected.Line));
    }

    [Fact]
    public async Task A_corrected_value_updates_and_raises_the_event_and_one_that_vanishes_stays()
    {
        var city = await once.GetAsync();
        city.WriteSeries("correction", "D", "correction.csv");
        city.WriteFile("correction.csv", "time,no2\n2026-01-01 00:00,1\n2026-01-01 01:00,2\n2026-01-01 02:00,3\n");
        await city.RunAsync("correction");
        var since = DateTimeOffset.UtcNow;

        city.WriteFile("correction.csv", "time,no2\n2026-01-01 01:00,20\n2026-01-01 02:00,3\n");
        Assert.Equal((0L, 1L, 1L), Counts(await city.RunAsync("correction")));

        Assert.Equal([1, 20, 3], await city.ResultsAsync("D"));
        var recorded = Assert.Single(await city.Events.UntilAsync<ObservationsRecorded>(e => e.OccurredAt >= since));
        var time = new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero);
        Assert.Equal(0, recorded.Inserted);
        Assert.InRange(time, recorded.From, recorded.To);
        Assert.Single(recorded.Datastreams);
    }

    [Fact]
    public async Task Series_that_reach_far_back_are_imported_whole()
    {
        var city = await once.GetAsync();
        city.WriteSeries("far", "D", "far.csv");
        city.WriteFile("far.csv", "time,no2\n1891-01-01 00:00,1\n1999-12-31 23:00,2\n2000-01-01 00:00,3\n2010-12-31 23:00,4\n2011-01-01 00:00,5\n");
        Assert.Equal((5L, 0L, 0L), Counts(await city.RunAsync("far")));
        city.WriteFile("far.csv", "time,no2\n1891-01-01 00:00,1\n1999-12-31 23:00,7\n2000-01-01 00:00,3\n2010-12-31 23:00,4\n2011-01-01 00:00,5\n2013-01-01 00:00,6\n");
        Assert.Equal((1L, 1L, 4L), Counts(await city.RunAsync("far")));
    }

    [Fact]
    public async Task A_time_of_another_century_is_a_slip_and_makes_no_partition()
    {
        var city = await once.GetAsync();
        city.WriteSeries("slip", "A", "slip.csv");
        city.WriteFile("slip.csv", "time,no2\n2925-01-01 00:00,1\n2025-02-01 00:00,2\n");
        var report = await city.RunAsync("slip");
        Assert.Equal((1L, 1L), (report!.Rejected, report.Inserted));
        Assert.Equal("time", Assert.Single(await city.RejectionsAsync(report)).Field);
    }

    [Fact]
    public async Task An_observation_of_an_unknown_station_is_rejected()
    {
        var city = await once.GetAsync();
        city.WriteSeries("nowhere", "Z", "nowhere.csv");
        city.WriteFile("nowhere.csv", "time,no2\n2026-01-01 00:00,1\n");
        var report = await city.RunAsync("nowhere");
        Assert.Equal((1L, 0L), (report!.Rejected, report.Inserted));
        Assert.Contains("'Z'", Assert.Single(await city.RejectionsAsync(report)).Reason, StringComparison.Ordinal);
    }

    private static (long Inserted, long Updated, long Unchanged) Counts(ImportReport? report) =>
        report is null ? throw new ArgumentNullException(nameof(report)) : (report.Inserted, report.Updated, report.Unchanged);

    /// <summary>A sensors service whose city has four stations.</summary>
    public sealed class SensorCity() : Once<SensorTrial>(SensorTrial.StartAsync);

    public sealed class SensorTrial() : TrialCity(HubProgram.Sensors)
    {
        public static async Task<SensorTrial> StartAsync()
        {
            var city = new SensorTrial();
            city.WriteSource("stations", """
                collection: monitoring-stations
                title: { de: Stationen, en: Stations }
                description: { de: Alle., en: All. }
                licence: cc-zero
                rights: A
                frequency: NEVER
                read:
                  format: inline
                  inline:
                    - { code: A, lon: 7.5, lat: 51.5 }
                    - { code: B, lon: 7.5, lat: 51.5 }
                    - { code: C, lon: 7.5, lat: 51.5 }
                    - { code: D, lon: 7.5, lat: 51.5 }
                id: code
                map: { name: code, kind: { constant: air-quality }, code: code }
                geometry: { point: { x: lon, y: lat } }
                """);
            city.WriteSeries("first", "A", "first.csv");
            city.WriteFile("first.csv", "time,no2\n2025-01-01 00:00,9\n");
            await city.StartNodeAsync();
            return city;
        }

        public void WriteSeries(string name, string station, params string[] files) => WriteSource(name, $$"""
            collection: observations
            order: series
            title: { de: Werte, en: Values }
            description: { de: Alle., en: All. }
            licence: cc-zero
            rights: A
            frequency: NEVER
            files:
            {{string.Join('\n', files.Select(f => $"  - {{ path: {f}, url: \"https://example.org/{f}\" }}"))}}
            read: { format: csv }
            series:
              station: { constant: {{station}} }
              time: { from: time, formats: ["yyyy-MM-dd HH:mm"], zone: UTC }
              period: PT1H
              datastreams:
                {{name}}: { from: no2, property: no2, unit: ug/m3, title: { de: Stickstoffdioxid, en: Nitrogen dioxide } }
            """);

        /// <summary>What the OGC API serves of 2026 at a station, by time.</summary>
        public async Task<List<double>> ResultsAsync(string station)
        {
            var answer = await Service.Http.GetStringAsync($"/cities/{Id}/ogc/collections/observations/items?limit=100&station={Id}:{station}&datetime=2026-01-01T00:00:00Z/..", TestContext.Current.CancellationToken);
            return JsonDocument.Parse(answer).RootElement.GetProperty("features").EnumerateArray().Select(f => f.GetProperty("properties"))
                .OrderBy(p => p.GetProperty("phenomenonTime").GetDateTimeOffset()).Select(p => p.GetProperty("result").GetDouble()).ToList();
        }
    }
}
