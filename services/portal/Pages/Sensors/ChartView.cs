using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Portal.Language;
using UrbanDataHub.Portal.Sensors;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Sensors;

/// <summary>A row of the table below a chart: a time, and a point for each curve that has one.</summary>
public sealed record ChartRow(DateTimeOffset Time, IReadOnlyList<CurvePoint?> Points);

/// <summary>Curves as chart, words and table.</summary>
/// <param name="Limits">Limits of a rule, drawn as lines.</param>
/// <param name="Alert">The alert that is explained; null where none is.</param>
public sealed record ChartView(CurveSet Set, IReadOnlyList<AlertLimit> Limits, Alert? Alert = null)
{
    /// <summary>Rows that the table has at most; the CSV has all.</summary>
    public const int MostRows = 500;

    /// <summary>Whether there is one curve, which is shown with its lowest and highest values.</summary>
    public bool IsSingle => Set.Curves.Count == 1;

    /// <summary>When buckets begin that are not worked out anew yet.</summary>
    public IReadOnlyList<CurvePoint> Inexact => Set.Curves.SelectMany(c => c.Points).Where(p => !p.Exact).OrderBy(p => p.Time).ToList();

    /// <summary>When the alert was raised and when it was over.</summary>
    public IReadOnlyList<DateTimeOffset> Marks => (Alert?.RaisedAt, Alert?.ClearedAt) switch
    {
        ({ } raised, { } cleared) => [raised, cleared],
        ({ } raised, null) => [raised],
        _ => [],
    };

    /// <summary>The rows, the latest first.</summary>
    public IReadOnlyList<ChartRow> Rows { get; } = RowsOf(Set);

    /// <summary>Address of the same as CSV.</summary>
    public string Csv => QueryHelpers.AddQueryString("/sensors/series.csv",
    [
        .. Set.Curves.Select(c => new KeyValuePair<string, string?>("datastream", c.Datastream.Id)),
        new("from", Period.Written(Set.Period.Begin)),
        new("to", Period.Written(Set.Period.End)),
    ]);

    /// <summary>What the script of the chart needs, as JSON that may stand in a page: <c>&lt;</c> is escaped.</summary>
    public string Json(Wording words) => JsonSerializer.Serialize(
        new
        {
            zone = Set.Every?.IsOfDays == true ? "UTC" : Set.Period.Zone,
            days = Set.Every?.IsOfDays == true,
            language = words.Language,
            from = Seconds(Set.Period.Begin),
            to = Seconds(Set.Period.End),
            band = IsSingle && Set.Every is not null,
            curves = Set.Curves.Select(c => Curve(c, words)),
            limits = Limits.Where(l => Unit(l) is not null).Select(l => new { at = l.Raise, unit = Unit(l), label = LimitText(l, words) }),
            marks = Marks.Select(Seconds),
            texts = new
            {
                time = words.Say("Time"),
                chart = words.Say("Chart of {0}", string.Join("; ", Set.Curves.Select(words.Title))),
                lowest = words.Say("Lowest"),
                highest = words.Say("Highest"),
            },
        },
        JsonSerializerOptions.Web);

    /// <summary>A limit in words.</summary>
    public string LimitText(AlertLimit limit, Wording words)
    {
        var unit = Units.Symbol(Unit(limit), words.Language);
        var value = $"{words.Rounded(limit.Raise)} {unit}".TrimEnd();
        return (limit.IsTrend, limit.IsAbove) switch
        {
            (false, true) => words.Say("Alert above {0}", value),
            (false, false) => words.Say("Alert below {0}", value),
            (true, true) => words.Say("Alert when the trend leads above {0}", value),
            (true, false) => words.Say("Alert when the trend leads below {0}", value),
        };
    }

    private string? Unit(AlertLimit limit) => Set.Curves.FirstOrDefault(c => c.Datastream.Number == limit.Datastream)?.Datastream.Unit;

    private object Curve(Curve curve, Wording words) => new
    {
        title = IsSingle ? words.Title(curve.Datastream) : words.Title(curve),
        unit = Units.Symbol(curve.Datastream.Unit, words.Language),
        code = curve.Datastream.Unit,
        times = curve.Points.Select(p => Seconds(p.Time)),
        means = curve.Points.Select(p => p.Mean),
        lows = IsSingle ? curve.Points.Select(p => p.Min) : [],
        highs = IsSingle ? curve.Points.Select(p => p.Max) : [],
    };

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    private static List<ChartRow> RowsOf(CurveSet set)
    {
        var times = new SortedDictionary<DateTimeOffset, CurvePoint?[]>(Comparer<DateTimeOffset>.Create((a, b) => b.CompareTo(a)));
        for (var n = 0; n < set.Curves.Count; n++)
        {
            foreach (var point in set.Curves[n].Points.Where(p => p.Mean is not null || !p.Exact))
            {
                if (!times.TryGetValue(point.Time, out var row))
                    times.Add(point.Time, row = new CurvePoint?[set.Curves.Count]);
                row[n] = point;
            }
        }

        return times.Select(t => new ChartRow(t.Key, t.Value)).ToList();
    }
}
