namespace UrbanDataHub.Sensors.Devices;

/// <summary>
/// Converts between units of the UCUM (https://ucum.org) that devices and datastreams use here. A table, as the one served library
/// (Fhir.Metrics 1.4.1) parses UCUM but converts nothing: its <c>Convert</c> is not implemented.
/// </summary>
internal static class Units
{
    /// <summary>What is measured, and how a value becomes one of its base unit: <c>value · Scale + Offset</c>.</summary>
    private readonly record struct Unit(string Quantity, decimal Scale, decimal Offset = 0);

    // Exact by definition (SI brochure, ISO 80000), but for mm[Hg], which UCUM gives so.
    private static readonly Dictionary<string, Unit> Known = new(StringComparer.Ordinal)
    {
        ["K"] = new("temperature", 1), ["Cel"] = new("temperature", 1, 273.15m), ["[degF]"] = new("temperature", 5m / 9, 459.67m * 5 / 9),
        ["m"] = new("length", 1), ["km"] = new("length", 1000), ["cm"] = new("length", 0.01m), ["mm"] = new("length", 0.001m),
        ["um"] = new("length", 0.000001m), ["[in_i]"] = new("length", 0.0254m), ["[ft_i]"] = new("length", 0.3048m),
        ["Pa"] = new("pressure", 1), ["hPa"] = new("pressure", 100), ["kPa"] = new("pressure", 1000), ["mbar"] = new("pressure", 100),
        ["bar"] = new("pressure", 100000), ["mm[Hg]"] = new("pressure", 133.322m),
        ["1"] = new("ratio", 1), ["%"] = new("ratio", 0.01m), ["[ppth]"] = new("ratio", 0.001m), ["[ppm]"] = new("ratio", 0.000001m),
        ["[ppb]"] = new("ratio", 0.000000001m),
        ["V"] = new("voltage", 1), ["mV"] = new("voltage", 0.001m), ["kV"] = new("voltage", 1000),
        ["A"] = new("current", 1), ["mA"] = new("current", 0.001m),
        ["W"] = new("power", 1), ["mW"] = new("power", 0.001m), ["kW"] = new("power", 1000),
        ["J"] = new("energy", 1), ["kJ"] = new("energy", 1000), ["MJ"] = new("energy", 1000000), ["W.h"] = new("energy", 3600),
        ["kW.h"] = new("energy", 3600000),
        ["g/m3"] = new("concentration", 1), ["kg/m3"] = new("concentration", 1000), ["mg/m3"] = new("concentration", 0.001m),
        ["ug/m3"] = new("concentration", 0.000001m), ["g/L"] = new("concentration", 1000), ["g/l"] = new("concentration", 1000),
        ["mg/L"] = new("concentration", 1), ["mg/l"] = new("concentration", 1), ["ug/L"] = new("concentration", 0.001m),
        ["ug/l"] = new("concentration", 0.001m),
        ["m/s"] = new("speed", 1), ["cm/s"] = new("speed", 0.01m), ["km/h"] = new("speed", 1 / 3.6m), ["[kn_i]"] = new("speed", 1852m / 3600),
        ["m3"] = new("volume", 1), ["L"] = new("volume", 0.001m), ["l"] = new("volume", 0.001m), ["mL"] = new("volume", 0.000001m),
        ["ml"] = new("volume", 0.000001m),
        ["m3/s"] = new("flow", 1), ["m3/h"] = new("flow", 1m / 3600), ["L/s"] = new("flow", 0.001m), ["l/s"] = new("flow", 0.001m),
        ["L/min"] = new("flow", 0.001m / 60), ["l/min"] = new("flow", 0.001m / 60), ["L/h"] = new("flow", 0.001m / 3600), ["l/h"] = new("flow", 0.001m / 3600),
        ["S/m"] = new("conductivity", 1), ["mS/cm"] = new("conductivity", 0.1m), ["uS/cm"] = new("conductivity", 0.0001m),
        ["W/m2"] = new("irradiance", 1), ["kW/m2"] = new("irradiance", 1000),
        ["J/m2"] = new("exposure", 1), ["kJ/m2"] = new("exposure", 1000), ["J/cm2"] = new("exposure", 10000), ["W.h/m2"] = new("exposure", 3600),
        ["s"] = new("time", 1), ["ms"] = new("time", 0.001m), ["min"] = new("time", 60), ["h"] = new("time", 3600), ["d"] = new("time", 86400),
    };

    /// <summary>How values of <paramref name="from"/> become values of <paramref name="to"/>; null when that is not known.</summary>
    public static Linear? Between(string from, string to)
    {
        // A unit that the table does not have is still the same as itself.
        if (from == to)
            return Linear.Same;
        return Known.TryGetValue(from, out var source) && Known.TryGetValue(to, out var target) && source.Quantity == target.Quantity
            ? new Linear(source.Scale / target.Scale, (source.Offset - target.Offset) / target.Scale)
            : null;
    }

    /// <summary>The units that values of <paramref name="unit"/> can be converted to, itself first.</summary>
    public static IEnumerable<string> Reachable(string unit) => Known.TryGetValue(unit, out var known)
        ? Known.Where(k => k.Value.Quantity == known.Quantity && k.Key != unit).Select(k => k.Key).Prepend(unit)
        : [unit];
}
