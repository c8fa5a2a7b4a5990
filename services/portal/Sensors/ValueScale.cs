namespace UrbanDataHub.Portal.Sensors;

/// <summary>
/// Up to five classes of values that hold about as many stations each, so that one outlier does not leave the rest of a map
/// in a single colour.
/// </summary>
public sealed class ValueScale
{
    private const int MostClasses = 5;
    private readonly List<double> _ends;

    /// <summary>Classes for the values that are to be coloured.</summary>
    public ValueScale(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        _ends = sorted.Count == 0 ? [] : Enumerable.Range(1, MostClasses).Select(n => sorted[(int)Math.Ceiling(n * sorted.Count / (double)MostClasses) - 1]).Distinct().ToList();
        Classes = _ends.Select((end, n) => (From: n == 0 ? sorted[0] : sorted.First(v => v > _ends[n - 1]), To: end)).ToList();
    }

    /// <summary>Lowest and highest value of each class, the lowest class first.</summary>
    public IReadOnlyList<(double From, double To)> Classes { get; }

    /// <summary>The colour of a value, from 1 to 5: two classes are the ends of the ramp.</summary>
    public int ColourOf(double value) => Colour(_ends.FindIndex(end => value <= end) is >= 0 and var found ? found : _ends.Count - 1);

    /// <summary>The colour of a class.</summary>
    public int Colour(int index) => _ends.Count <= 1 ? 3 : 1 + (int)Math.Round(index * (MostClasses - 1) / (double)(_ends.Count - 1));
}
