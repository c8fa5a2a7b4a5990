using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>
/// <c>value · scale + offset</c>, reckoned in decimals where they reach, so that 2347 hundredths are 23.47 and not 23.470000000000002.
/// </summary>
internal readonly record struct Linear(decimal Scale, decimal Offset)
{
    private const double Largest = 1e15;

    /// <summary>Changes nothing.</summary>
    public static readonly Linear Same = new(1, 0);

    /// <summary>Reads <c>scale</c> and <c>offset</c> out of <paramref name="map"/>, which may hold further keys.</summary>
    /// <exception cref="SourceException">One is not a number that is of use.</exception>
    public static Linear Read(YamlMap map) => new(
        map.Optional("scale") is { } scale ? Factor(scale) : 1,
        map.Optional("offset") is { } offset ? Exact(offset) : 0);

    /// <summary>The value for <paramref name="value"/>; infinite when it is out of the reach of doubles.</summary>
    public double Apply(double value)
    {
        if (this == Same)
            return value;
        // A decimal has 28 places after the point: what is very small would lose digits there.
        return Math.Abs(value) <= Largest && Math.Abs(value * (double)Scale) is 0 or (>= 1e-12 and <= 1e24)
            ? (double)((decimal)value * Scale + Offset)
            : value * (double)Scale + (double)Offset;
    }

    private static decimal Factor(YamlValue scale) => Exact(scale) is var factor && factor != 0 ? factor : throw scale.Fault("must not be 0");

    private static decimal Exact(YamlValue number) => Math.Abs(number.Number()) is 0 or (>= 1e-15 and <= Largest)
        ? (decimal)number.Number()
        : throw number.Fault($"'{number.Text()}' is out of reach: 10^-15 to 10^15 is wanted");
}
