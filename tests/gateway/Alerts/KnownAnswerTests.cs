namespace UrbanDataHub.Tests.Gateway.Alerts;

/// <summary>Streams made from a seed, with what is to be found injected: what is missed, false or late is counted.</summary>
public sealed class KnownAnswerTests(SharedAlertTown shared) : IClassFixture<SharedAlertTown>
{
    private static readonly DateTime _begin = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Steps_raise_after_their_duration_and_clear_below_the_hysteresis_whatever_is_repeated_or_late(int seed)
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("step");
        var random = new Random(seed);
        var (samples, expected, calm) = Steps(random, 25);
        // Every tenth of the calm readings comes late, and each batch repeats the end of the one before.
        var late = calm.Where(_ => random.Next(10) == 0).ToHashSet();
        var inTime = samples.Where((_, i) => !late.Contains(i)).ToList();

        for (var at = 0; at < inTime.Count; at += 150)
            await town.SendAsync(stream, inTime[Math.Max(0, at - 20)..Math.Min(at + 150, inTime.Count)]);
        await town.SettledAsync();
        await town.SendAsync(stream, late.Select(i => samples[i]));

        Assert.Equal(expected, await town.AlertsAsync("step", stream));
        TestContext.Current.TestOutputHelper?.WriteLine($"{samples.Count} readings, {late.Count} late, {expected.Count} alerts: none missed, none false.");
    }

    [Fact]
    public async Task A_trend_is_found_before_the_limit_is_reached_and_noise_and_outliers_raise_nothing()
    {
        var town = await shared.GetAsync();
        var (missed, early, leads) = (0, 0, new List<double>());
        for (var seed = 1; seed <= 12; seed++)
        {
            var stream = await town.MakeAsync("drift");
            var random = new Random(seed);
            // A calm day, then half a milligram less an hour from 9: it reaches 4 ten hours later, and is seen 6 h ahead of that.
            var samples = Enumerable.Range(0, 36 * 6).Select(i =>
            {
                var hours = i / 6.0;
                var wild = random.Next(20) == 0 ? 5 * (random.Next(2) * 2 - 1) : 0;
                return new Sample(_begin.AddMinutes(10 * i), 9 - (0.5 * Math.Max(0, hours - 24)) + (0.2 * Normal(random)) + wild);
            }).ToList();
            foreach (var batch in samples.Chunk(40))
                await town.SendAsync(stream, batch);
            var alerts = await town.AlertsAsync("drift", stream);
            var (drift, reached) = (_begin.AddHours(24), _begin.AddHours(34));
            early += alerts.Count(a => a.Raised < drift);
            var found = alerts.Where(a => a.Raised >= drift && a.Raised < reached).Select(a => (DateTime?)a.Raised).FirstOrDefault();
            missed += found is null ? 1 : 0;
            if (found is { } raised)
                leads.Add((reached - raised).TotalHours);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"12 drifts: {missed} missed, {early} false alerts on calm days; lead {leads.Min():0.0} to {leads.Max():0.0} h, mean {leads.Average():0.0} h of 6 h asked.");
        Assert.Equal((0, 0), (missed, early));
        // The window of 3 h must hold the drift before its slope is that of the line.
        Assert.InRange(leads.Average(), 4, 8);
        Assert.True(leads.Min() > 3, $"One was found only {leads.Min():0.0} h ahead.");
    }

    [Fact]
    public async Task Gaps_raise_when_they_are_too_long_and_clear_with_the_next_reading_whenever_they_are_evaluated()
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("past-gap");
        var random = new Random(7);
        var (time, samples, expected) = (_begin, new List<Sample>(), new List<Span>());
        for (var i = 0; i < 600; i++)
        {
            samples.Add(new Sample(time, random.NextDouble()));
            var pause = TimeSpan.FromMinutes(random.Next(30) == 0 ? random.Next(30, 400) : 10);
            if (pause > TimeSpan.FromHours(2))
                expected.Add(new Span(time.AddHours(2), time + pause));
            time += pause;
        }

        // Together: between two batches of so long ago the clock would find silence.
        await town.SendAsync(stream, samples);

        // All that ended in the past is silent until today.
        expected[^1] = expected[^1].Cleared > samples[^1].Time ? new Span(expected[^1].Raised, null) : expected[^1];
        if (expected[^1].Cleared is not null)
            expected.Add(new Span(samples[^1].Time.AddHours(2), null));
        await Eventually.TrueAsync(async () => (await town.AlertsAsync("past-gap", stream)).LastOrDefault() == expected[^1], "the silence since then is found");
        Assert.Equal(expected, await town.AlertsAsync("past-gap", stream));
    }

    [Fact]
    public async Task Silence_is_found_by_the_clock_and_ended_by_a_reading()
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("silence");
        var last = Now();
        await town.SendAsync(stream, [new Sample(last.AddSeconds(-1), 1), new Sample(last, 1)]);

        await Eventually.TrueAsync(async () => (await town.AlertsAsync("silence", stream)).Count == 1, "the silence is found");
        var delay = (await town.ReadAsync("SELECT noticed_at - raised_at FROM hub.alerts WHERE rule = 'silence'", row => row.GetTimeSpan(0)))[0];
        var again = Now();
        await town.SendAsync(stream, [new Sample(again, 1)]);

        await Eventually.TrueAsync(async () => (await town.AlertsAsync("silence", stream))[0].Cleared is not null, "it is over");
        Assert.Equal([new Span(last.AddSeconds(4), again)], (await town.AlertsAsync("silence", stream)).Take(1));
        TestContext.Current.TestOutputHelper?.WriteLine($"Found {delay.TotalSeconds:0.0} s after it could be.");
        Assert.InRange(delay.TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task Conditions_together_hold_while_all_of_them_do()
    {
        var town = await shared.GetAsync();
        var (rain, level) = (await town.MakeAsync("rain"), await town.MakeAsync("level"));
        Sample At(int minute, double value) => new(_begin.AddMinutes(minute), value);

        await town.SendAsync(rain, [At(0, 1), At(10, 6)]);
        await town.SettledAsync();
        await town.SendAsync(level, [At(11, 2.5), At(12, 3.5)]);
        await town.SettledAsync();
        await town.SendAsync(rain, [At(20, 7), At(30, 4)]);
        await town.SettledAsync();
        await town.SendAsync(level, [At(31, 2.5)]);
        await town.SendAsync(rain, [At(40, 6)]);
        await town.SettledAsync();
        await town.SendAsync(level, [At(50, 1.9)]);

        Span[] expected = [new(_begin.AddMinutes(12), _begin.AddMinutes(30)), new(_begin.AddMinutes(40), _begin.AddMinutes(50))];
        Assert.Equal(expected, await town.AlertsAsync("flood", rain));
        Assert.Equal(expected, await town.AlertsAsync("flood", level));
    }

    [Fact]
    public async Task Readings_that_quality_doubts_alert_only_where_the_rule_says_so_and_those_of_a_wrong_clock_never()
    {
        var town = await shared.GetAsync();
        var (doubted, trusted) = (await town.MakeAsync("doubted"), await town.MakeAsync("trusted"));
        foreach (var stream in (long[])[doubted, trusted])
            await town.SendAsync(stream, [new Sample(_begin, 20), new Sample(_begin.AddHours(1), 99), new Sample(DateTime.UtcNow.AddDays(2), 31), new Sample(_begin.AddHours(2), 20), new Sample(_begin.AddHours(3), 31)]);

        Assert.Equal([new Span(_begin.AddHours(3), null)], await town.AlertsAsync("doubted", doubted));
        Assert.Equal([new Span(_begin.AddHours(1), _begin.AddHours(2)), new Span(_begin.AddHours(3), null)], await town.AlertsAsync("trusted", trusted));
    }

    [Fact]
    public async Task History_alerts_nobody()
    {
        var town = await shared.GetAsync();
        var stream = await town.MakeAsync("usual");

        await town.SendAsync(stream, [new Sample(_begin, 99)]);
        Assert.Empty(await town.AlertsAsync("usual", stream));
        var now = Now();
        await town.SendAsync(stream, [new Sample(now, 99)]);

        Assert.Equal([new Span(now, null)], await town.AlertsAsync("usual", stream));
    }

    /// <summary>Readings of every minute with steps; the alerts that they must raise; which readings are calm enough to come late.</summary>
    internal static (List<Sample> Samples, List<Span> Alerts, List<int> Calm) Steps(Random random, int steps)
    {
        var (samples, alerts, calm) = (new List<Sample>(), new List<Span>(), new List<int>());
        void Add(double value) => samples.Add(new Sample(_begin.AddMinutes(samples.Count), value));
        for (var step = 0; step < steps; step++)
        {
            for (var i = 0; i < 40; i++)
            {
                if (i is > 5 and < 35)
                    calm.Add(samples.Count);
                Add(5 + random.NextDouble());
            }

            // Short ones must not raise; nor what a dip into the hysteresis breaks.
            var length = random.Next(3, 40);
            var first = samples.Count;
            var dip = random.Next(3) == 0 ? random.Next(1, 9) : -1;
            for (var i = 0; i < length; i++)
                Add(i == dip ? 9 : 12 + random.NextDouble());
            var since = dip >= 0 && dip < length ? first + dip + 1 : first;
            var raised = since + 10 <= first + length - 1 ? samples[since].Time.AddMinutes(10) : (DateTime?)null;
            // Between clear and raise, it goes on.
            for (var i = 0; i < 5; i++)
                Add(8.5 + (random.NextDouble() / 2));
            if (raised is { } at)
                alerts.Add(new Span(at, _begin.AddMinutes(samples.Count)));
            Add(5);
        }

        return (samples, alerts, calm);
    }

    private static DateTime Now() => DateTime.UtcNow is var now ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond)) : default;

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
