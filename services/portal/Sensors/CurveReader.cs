using System.Text.Json;
using UrbanDataHub.Portal.Catalogue;

namespace UrbanDataHub.Portal.Sensors;

/// <summary>Reads curves: single values where a period has few, else what the rollups of the cities say.</summary>
public sealed class CurveReader(SensorAnswers answers)
{
    private const int MostValues = 1000;

    /// <summary>The curves of some datastreams. A city that does not answer is named, and the others are there.</summary>
    public async Task<CurveSet> AskAsync(IReadOnlyList<(Station Station, Datastream Datastream)> chosen, Period period, CancellationToken cancel)
    {
        var every = chosen.All(c => Expected(c.Datastream, period) <= Resolution.MostPoints) ? null : Resolution.For(period);
        var cities = await Task.WhenAll(chosen.GroupBy(c => c.Station.City.Id).Select(city => CityAsync([.. city], period, every, cancel)));
        // There were more values than their spacing let expect.
        if (every is null && cities.Any(c => c.Curves.Any(curve => curve.IsPart)))
            return await AggregatedAsync(chosen, period, cancel);
        return Together(chosen, period, every, cities);
    }

    private async Task<CurveSet> AggregatedAsync(IReadOnlyList<(Station Station, Datastream Datastream)> chosen, Period period, CancellationToken cancel)
    {
        var every = Resolution.For(period);
        return Together(chosen, period, every, await Task.WhenAll(chosen.GroupBy(c => c.Station.City.Id).Select(city => CityAsync([.. city], period, every, cancel))));
    }

    private static CurveSet Together(
        IReadOnlyList<(Station Station, Datastream Datastream)> chosen, Period period, Resolution? every, IReadOnlyList<(IReadOnlyList<Curve> Curves, Station? Missing)> cities)
    {
        var order = chosen.Select(c => c.Datastream.Id).ToList();
        return new CurveSet(
            period,
            every,
            cities.SelectMany(c => c.Curves).OrderBy(c => order.IndexOf(c.Datastream.Id)).ToList(),
            cities.Select(c => c.Missing).OfType<Station>().ToList());
    }

    private async Task<(IReadOnlyList<Curve> Curves, Station? Missing)> CityAsync(
        List<(Station Station, Datastream Datastream)> chosen, Period period, Resolution? every, CancellationToken cancel)
    {
        try
        {
            if (every is not null && await answers.AggregatesAsync(chosen[0].Station.City.Id, chosen.Select(c => c.Datastream.Number).Order(), period, every, cancel) is { } buckets)
                return (chosen.Select(c => Bucketed(c.Station, c.Datastream, buckets.GetValueOrDefault(c.Datastream.Number) ?? [], every)).ToList(), null);
            return (await Task.WhenAll(chosen.Select(c => SingleAsync(c.Station, c.Datastream, period, cancel))), null);
        }
        catch (GatewayException)
        {
            return ([], chosen[0].Station);
        }
    }

    private static Curve Bucketed(Station station, Datastream datastream, IReadOnlyList<CurvePoint> buckets, Resolution every) =>
        // Months and quarters differ in length, and values that cover more than a bucket leave some empty.
        new(station, datastream, Curve.WithGaps(buckets, (every.Length > datastream.Period ? every.Length : datastream.Period) * 1.5), IsPart: false);

    private async Task<Curve> SingleAsync(Station station, Datastream datastream, Period period, CancellationToken cancel)
    {
        var page = await answers.ObservationsAsync(datastream, period, MostValues, cancel)
            ?? throw new GatewayException($"{datastream.City} does not take a question for observations.");
        // What is over the network as null or text is no number to draw.
        var points = page.Rows
            .Where(r => r.Properties.TryGetValue("result", out var result) && result.ValueKind == JsonValueKind.Number)
            .Select(r => (Time: r.Properties["phenomenonTime"].GetDateTimeOffset(), Value: r.Properties["result"].GetDouble()))
            .OrderBy(v => v.Time)
            .Select(v => new CurvePoint(v.Time, v.Value, v.Value, v.Value, 1, Exact: true))
            .ToList();
        return new Curve(station, datastream, Curve.WithGaps(points, 3 * Usual(points, datastream)), page.Next is not null);
    }

    private static TimeSpan Usual(List<CurvePoint> points, Datastream datastream)
    {
        var steps = points.Skip(1).Zip(points, (later, earlier) => later.Time - earlier.Time).Order().ToList();
        var median = steps.Count == 0 ? TimeSpan.Zero : steps[steps.Count / 2];
        return median > datastream.Period ? median : datastream.Period;
    }

    /// <summary>Values that the period has if they come as they did so far.</summary>
    private static double Expected(Datastream datastream, Period period)
    {
        if (datastream.First is not { } first || datastream.Last is not { } last || datastream.Count == 0)
            return 0;
        var (begin, end) = (period.Begin > first ? period.Begin : first, period.End < last ? period.End : last);
        var share = last > first ? Math.Clamp((end - begin) / (last - first), 0, 1) : 1;
        return share * datastream.Count;
    }
}
