using System.Globalization;
using System.Text;
using UrbanDataHub.Portal.Language;
using UrbanDataHub.Portal.Sensors;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Figures;

/// <summary>Curves with their axes, drawn for a page: its style sheet gives the colours. The script draws the same when there is one.</summary>
public sealed class CurveFigure
{
    private const int Width = 720, Height = 320, Left = 76, Right = 76, Top = 34, Bottom = 34;

    private readonly CurveSet _set;
    private readonly IReadOnlyList<AlertLimit> _limits;
    private readonly Wording _words;
    private readonly Svg _svg = new(Width, Height);
    private readonly List<Axis> _axes;

    private CurveFigure(CurveSet set, IReadOnlyList<AlertLimit> limits, Wording words)
    {
        (_set, _limits, _words) = (set, limits, words);
        _axes = set.Units.Take(2).Select(unit => new Axis(unit, Values(unit))).ToList();
    }

    /// <summary>The picture as an element; a curve of a third unit is left out.</summary>
    /// <param name="limits">Limits of rules, drawn as lines across.</param>
    /// <param name="marks">Moments, drawn as lines from top to bottom.</param>
    public static string Draw(CurveSet set, IReadOnlyList<AlertLimit> limits, IEnumerable<DateTimeOffset> marks, Wording words)
    {
        var figure = new CurveFigure(set, limits, words);
        figure.DrawAxes();
        for (var n = 0; n < set.Curves.Count; n++)
            figure.Draw(set.Curves[n], n + 1);
        figure.DrawLimits();
        foreach (var mark in marks)
            figure._svg.Line("mark-line", figure.X(mark), Top, figure.X(mark), Height - Bottom);
        return figure._svg.Element(words.Say("Chart of {0}", string.Join("; ", set.Curves.Select(words.Title))));
    }

    private IEnumerable<double> Values(string unit)
    {
        var curves = _set.Curves.Where(c => c.Datastream.Unit == unit).ToList();
        var limits = _limits.Where(l => curves.Any(c => c.Datastream.Number == l.Datastream)).Select(l => l.Raise);
        return curves.SelectMany(c => c.Filled).SelectMany(p => new[] { _set.Curves.Count == 1 ? p.Min!.Value : p.Mean!.Value, _set.Curves.Count == 1 ? p.Max!.Value : p.Mean!.Value }).Concat(limits);
    }

    private void DrawAxes()
    {
        for (var n = 0; n < _axes.Count; n++)
        {
            var (axis, isLeft) = (_axes[n], n == 0);
            foreach (var tick in axis.Ticks)
            {
                if (isLeft)
                    _svg.Line("axis", Left, axis.Y(tick), Width - Right, axis.Y(tick));
                _svg.Text("tick", isLeft ? Left - 8 : Width - Right + 8, axis.Y(tick) + 5, isLeft ? "end" : "start", _words.Number(Math.Round(tick, 6)));
            }

            _svg.Text("tick unit", isLeft ? 4 : Width - 4, 18, isLeft ? "start" : "end", Units.Symbol(axis.Unit, _words.Language));
        }

        for (var n = 0; n <= 4; n++)
        {
            var time = _set.Period.Begin + (_set.Period.Length * (n / 4.0));
            _svg.Text("tick", X(time), Height - 8, n == 0 ? "start" : n == 4 ? "end" : "middle", Moment(time));
        }
    }

    private void Draw(Curve curve, int number)
    {
        if (_axes.Find(a => a.Unit == curve.Datastream.Unit) is not { } axis)
            return;
        foreach (var stretch in Stretches(curve))
        {
            if (_set.Every is not null && _set.Curves.Count == 1)
                _svg.Path("band", Line(stretch.Select(p => (p.Time, p.Min!.Value)), axis, 'M') + Line(stretch.Reverse<CurvePoint>().Select(p => (p.Time, p.Max!.Value)), axis, 'L') + "Z");
            if (stretch.Count == 1)
                _svg.Disc($"curve-dot curve-{number}", X(stretch[0].Time), axis.Y(stretch[0].Mean!.Value), 3);
            else
                _svg.Path($"curve curve-{number}", Line(stretch.Select(p => (p.Time, p.Mean!.Value)), axis, 'M'));
        }
    }

    private void DrawLimits()
    {
        foreach (var limit in _limits)
        {
            if (_set.Curves.FirstOrDefault(c => c.Datastream.Number == limit.Datastream) is { } curve && _axes.Find(a => a.Unit == curve.Datastream.Unit) is { } axis)
                _svg.Line("limit", Left, axis.Y(limit.Raise), Width - Right, axis.Y(limit.Raise));
        }
    }

    private static List<List<CurvePoint>> Stretches(Curve curve)
    {
        var all = new List<List<CurvePoint>> { new() };
        foreach (var point in curve.Points)
        {
            if (point.Mean is not null)
                all[^1].Add(point);
            else if (all[^1].Count > 0)
                all.Add([]);
        }

        return all.Where(s => s.Count > 0).ToList();
    }

    private string Line(IEnumerable<(DateTimeOffset Time, double Value)> points, Axis axis, char begin)
    {
        var path = new StringBuilder();
        foreach (var (time, value) in points)
            path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? begin : 'L')}{X(time):0.0} {axis.Y(value):0.0}");
        return path.ToString();
    }

    private double X(DateTimeOffset time) => Left + ((Width - Left - Right) * Math.Clamp((time - _set.Period.Begin) / _set.Period.Length, 0, 1));

    private string Moment(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Period.Find(_set.Period.Zone)).ToString(
        _set.Period.Length.TotalDays switch { <= 2.1 => "HH:mm", <= 300 => _words.Language == "de" ? "d. MMM" : "d MMM", _ => "MMM yyyy" },
        CultureInfo.CurrentCulture);

    /// <summary>An axis of values from below the lowest to above the highest, with ticks at round numbers.</summary>
    private sealed class Axis
    {
        private readonly double _low;
        private readonly double _high;

        public Axis(string unit, IEnumerable<double> values)
        {
            Unit = unit;
            var all = values.DefaultIfEmpty(0).ToList();
            var (low, high) = (all.Min(), all.Max());
            if (high <= low)
                (low, high) = (low - 1, high + 1);
            var step = Step((high - low) / 4);
            (_low, _high) = (Math.Floor(low / step) * step, Math.Ceiling(high / step) * step);
            Ticks = Enumerable.Range(0, (int)Math.Round((_high - _low) / step) + 1).Select(n => _low + (n * step)).ToList();
        }

        public string Unit { get; }

        public IReadOnlyList<double> Ticks { get; }

        public double Y(double value) => Top + ((Height - Top - Bottom) * (_high - value) / (_high - _low));

        private static double Step(double rough)
        {
            var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            return power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        }
    }
}
