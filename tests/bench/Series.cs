using System.Diagnostics;
using System.Globalization;
using UrbanDataHub.Tests.Servers;

namespace UrbanDataHub.Bench;

/// <summary>Observations in great number: what is asked of them most, and what keeping their rollups costs.</summary>
internal static class Series
{
    private const string Aggregates = """
        SELECT datastream_id, date_trunc('hour', phenomenon_time), count(*), sum(result), min(result), max(result)
        FROM hub.observations WHERE datastream_id = ANY (ARRAY(SELECT 10 * d FROM generate_series(1, 50) d))
            AND phenomenon_time >= date_trunc('day', now()) - interval '31 days' AND phenomenon_time < date_trunc('day', now()) - interval '1 day' GROUP BY 1, 2
        """;

    private const string Rollups = """
        SELECT datastream_id, begin_time, count, sum, min, max FROM hub.hourly_rollups WHERE datastream_id = ANY (ARRAY(SELECT 10 * d FROM generate_series(1, 50) d))
            AND begin_time >= date_trunc('day', now()) - interval '31 days' AND begin_time < date_trunc('day', now()) - interval '1 day'
        """;

    private const string Latest = "SELECT datastream_id, last_time, last_result FROM hub.datastreams";

    // What the latest value of one datastream costs by its index, ten thousand times.
    private const string LatestRaw = """
        SELECT d.datastream_id, o.* FROM hub.datastreams d
        CROSS JOIN LATERAL (SELECT phenomenon_time, result FROM hub.observations o WHERE o.datastream_id = d.datastream_id ORDER BY phenomenon_time DESC LIMIT 1) o
        """;

    public static async Task<IEnumerable<Figure>> MeasureAsync(Plan plan)
    {
        await using var stage = await SeriesStage.StartAsync(plan.Observations);
        Stage.Say("asking for observations");
        return [.. await SizeAsync(stage), .. await StatementsAsync(stage, plan), .. await AnswersAsync(stage, plan), .. await WritingAsync(stage, plan)];
    }

    private static async Task<IEnumerable<Figure>> SizeAsync(SeriesStage stage)
    {
        const string Of = "FROM hub.partitions";
        var heap = await stage.NumberAsync($"SELECT sum(pg_relation_size(name)) {Of}");
        var whole = await stage.NumberAsync($"SELECT sum(pg_total_relation_size(name)) {Of}");
        var rollups = await stage.NumberAsync("SELECT pg_total_relation_size('hub.hourly_rollups')::float8 / count(*) FROM hub.hourly_rollups");
        return
        [
            new Figure($"{stage.Rows:#,##0} observations: a row against it with its indexes", heap / stage.Rows, whole / stage.Rows, "bytes"),
            new Figure("  an hour's rollup with its index against an observation with its indexes", rollups, whole / stage.Rows, "bytes"),
            new Figure("  rolling up against writing", stage.RolledUp / stage.RollingUp, stage.Rows / stage.Filling, "rows/s"),
        ];
    }

    private static async Task<IEnumerable<Figure>> StatementsAsync(SeriesStage stage, Plan plan)
    {
        var latest = await stage.TimeAsync(plan, Latest, LatestRaw);
        var month = await stage.TimeAsync(plan, Rollups, Aggregates);
        return
        [
            new Figure("latest value of 10,000 datastreams against 50 ms", 1000 / latest[0], 1000 / 50.0, "answers/s", 1),
            new Figure("  against asking the observations", 1000 / latest[0], 1000 / latest[1], "answers/s"),
            new Figure("a month of 50 datastreams by hours: rollups against observations", 1000 / month[0], 1000 / month[1], "answers/s", 2),
        ];
    }

    private static async Task<IEnumerable<Figure>> AnswersAsync(SeriesStage stage, Plan plan)
    {
        var day = DateTime.UtcNow.Date.AddDays(-10);
        string Of(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        Variant Asking(string name, Func<int, string> path) => new(name, i => new Uri(stage.Address, path(i)));
        var fifty = string.Join(',', Enumerable.Range(1, 50).Select(d => 10 * d));
        var times = await Load.LatencyAsync(
            plan, 40,
            Asking("thing", i => $"/sensorthings/v1.1/Datastreams({1 + (i * 7 % SeriesStage.Datastreams)})"),
            Asking("id", i => $"/sensorthings/v1.1/Observations({1 + (i * 7_919L * 104_729 % stage.Rows)})"),
            Asking("day", i => $"/sensorthings/v1.1/Datastreams({10 * (1 + (i * 7 % 1_000))})/Observations?$top=200&$filter=phenomenonTime ge {Of(day)} and phenomenonTime lt {Of(day.AddDays(1))}"),
            Asking("hours", i => $"/cities/{BareTown.City}/aggregates?datastream={10 * (1 + (i * 7 % 1_000))}&from={Of(day)}&to={Of(day.AddDays(1))}"));
        var month = await Load.LatencyAsync(
            plan, 5, Asking("month", _ => $"/cities/{BareTown.City}/aggregates?datastream={fifty}&from={Of(day.AddDays(-30))}&to={Of(day)}&fn=mean,min,max"));
        return
        [
            new Figure("by SensorThings: an observation by its id against a datastream by its id", 1000 / times[1], 1000 / times[0], "answers/s"),
            new Figure("  a day of one datastream (144) against a datastream", 1000 / times[2], 1000 / times[0], "answers/s"),
            new Figure("aggregates: a day of one datastream by hours against its observations", 1000 / times[3], 1000 / times[2], "answers/s"),
            new Figure("  a month of 50 datastreams by hours (36,000) against a day of one", 1000 / month[0], 1000 / times[3], "answers/s"),
        ];
    }

    /// <summary>Batches of 20,000 rows, with and without the marks for rollups.</summary>
    private static async Task<IEnumerable<Figure>> WritingAsync(SeriesStage stage, Plan plan)
    {
        const int Batch = 20_000;
        var (plain, marked) = (new List<double>(), new List<double>());
        for (var i = 0; i <= 2 * plan.Rounds; i++)
        {
            foreach (var (times, trigger) in new[] { (plain, "DISABLE"), (marked, "ENABLE") })
            {
                await stage.ExecuteAsync($"ALTER TABLE hub.observations {trigger} TRIGGER USER");
                var began = Stopwatch.GetTimestamp();
                await stage.ExecuteAsync($"""
                    INSERT INTO hub.observations (datastream_id, phenomenon_time, result)
                    SELECT 1 + n % {SeriesStage.Datastreams}, date_trunc('day', now()) + interval '12 hours' + ({2 * i} + n / {SeriesStage.Datastreams}) * interval '5 minutes' + interval '{(trigger == "ENABLE" ? 1 : 2)} seconds', n
                    FROM generate_series(0, {Batch - 1}) n ON CONFLICT DO NOTHING
                    """);
                if (i > 0)
                    times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            }
        }

        return [new Figure("batches of 20,000 observations: with marks for rollups against without", Batch / Load.Median(marked), Batch / Load.Median(plain), "rows/s", 0.5)];
    }
}
