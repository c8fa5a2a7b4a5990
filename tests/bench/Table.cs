using System.Globalization;

namespace UrbanDataHub.Bench;

/// <summary>One figure: what is compared, both sides, and what the ratio should be.</summary>
/// <param name="Target">Least ratio that we promise; null where nothing is promised.</param>
internal sealed record Figure(string Name, double Value, double Against, string Unit, double? Target = null)
{
    /// <summary><see cref="Value"/> as a share of <see cref="Against"/>.</summary>
    public double Ratio => Value / Against;

    /// <summary>Whether a promise is not kept.</summary>
    public bool Missed => Ratio < Target;
}

/// <summary>All figures of a run.</summary>
internal sealed class Table
{
    private readonly List<Figure> _figures = [];

    /// <summary>Whether a promise is not kept.</summary>
    public bool Missed => _figures.Any(f => f.Missed);

    public void Add(IEnumerable<Figure> figures) => _figures.AddRange(figures);

    public void Print(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{"figure",-66} {"value",11} {"against",11}  {"unit",-11} {"ratio",6}  target");
        foreach (var f in _figures)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{f.Name,-66} {f.Value,11:#,##0.##} {f.Against,11:#,##0.##}  {f.Unit,-11} {f.Ratio,6:0.00}  {(f.Target is { } t ? $">= {t:0.00}{(f.Missed ? "  MISSED" : "")}" : "")}"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nload of the machine: {File.ReadAllText("/proc/loadavg").Trim()}; {Environment.ProcessorCount} cores, shared by servers and load"));
    }
}
