using UrbanDataHub.Sensors.Devices;

namespace UrbanDataHub.Tests.Ingest.Devices;

/// <summary>From the unit of a device to that of its datastream.</summary>
public sealed class UnitTests
{
    [Theory]
    [InlineData(0, "Cel", "K", 273.15)]
    [InlineData(293.15, "K", "Cel", 20)]
    [InlineData(68, "[degF]", "Cel", 20)]
    [InlineData(-40, "[degF]", "Cel", -40)]
    [InlineData(100, "Cel", "[degF]", 212)]
    [InlineData(0, "K", "[degF]", -459.67)]
    [InlineData(1834, "mm", "m", 1.834)]
    [InlineData(1.5, "m", "cm", 150)]
    [InlineData(2, "[in_i]", "mm", 50.8)]
    [InlineData(3, "[ft_i]", "m", 0.9144)]
    [InlineData(101325, "Pa", "hPa", 1013.25)]
    [InlineData(1013.25, "mbar", "hPa", 1013.25)]
    [InlineData(1.01325, "bar", "kPa", 101.325)]
    [InlineData(760, "mm[Hg]", "Pa", 101324.72)]
    [InlineData(45, "%", "1", 0.45)]
    [InlineData(400, "[ppm]", "%", 0.04)]
    [InlineData(35, "[ppth]", "%", 3.5)]
    [InlineData(3300, "mV", "V", 3.3)]
    [InlineData(20, "mA", "A", 0.02)]
    [InlineData(1.5, "kW", "W", 1500)]
    [InlineData(2, "kW.h", "MJ", 7.2)]
    [InlineData(8.1, "mg/L", "ug/L", 8100)]
    [InlineData(8.1, "mg/l", "g/m3", 8.1)]
    [InlineData(0.04, "mg/m3", "ug/m3", 40)]
    [InlineData(36, "km/h", "m/s", 10)]
    [InlineData(18, "[kn_i]", "km/h", 33.336)]
    [InlineData(250, "L", "m3", 0.25)]
    [InlineData(3.6, "m3/h", "L/s", 1)]
    [InlineData(6, "l/min", "m3/h", 0.36)]
    [InlineData(500, "uS/cm", "mS/cm", 0.5)]
    [InlineData(1, "mS/cm", "S/m", 0.1)]
    [InlineData(1.2, "kW/m2", "W/m2", 1200)]
    [InlineData(1, "W.h/m2", "J/cm2", 0.36)]
    [InlineData(90, "min", "h", 1.5)]
    [InlineData(7, "[pH]", "[pH]", 7)]
    public void A_value_is_converted(double value, string from, string to, double expected)
    {
        using var town = new DeviceTown(File(from)).With("roof", "x", to);
        var reading = town.One("t", $$"""{"x":{{value.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}""");
        Assert.Equal(expected, reading.Value, 12);
        Assert.Equal(to, reading.Unit);
    }

    [Theory]
    [InlineData("Cel", "m")]
    [InlineData("[pH]", "1")]
    [InlineData("cel", "Cel")]
    [InlineData("°C", "Cel")]
    [InlineData("mg/L", "[ppm]")]
    [InlineData("W", "J")]
    public void What_cannot_be_converted_is_refused_when_the_file_is_read(string from, string to)
    {
        using var town = new DeviceTown(File(from)).With("roof", "x", to);
        var fault = Assert.Single(town.Mappings.Refused);
        Assert.Equal(4, fault.Line);
        Assert.Equal("readings.x.unit", fault.Key);
        Assert.Contains($"'{from}' cannot be converted to '{to}', the unit of the datastream; from it {to}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_stations_are_known_only_by_the_message_the_reading_is_refused()
    {
        using var town = new DeviceTown(File("Cel").Replace("name: roof", "path: $.id", StringComparison.Ordinal)).With("roof", "x", "m");
        Assert.Equal("$.x: is in Cel, which cannot be converted to m, the unit of the datastream", town.Fault("t", """{"id":"roof","x":1}"""));
        Assert.Equal("Cel", town.One("t", """{"id":"cellar","x":1}""").Unit);
    }

    [Fact]
    public void A_datastream_that_is_not_there_yet_refuses_nothing()
    {
        using var town = new DeviceTown(File("furlong"));
        Assert.Equal(new DatastreamReference.ByKey("roof", "x"), town.One("t", """{"x":3}""").Datastream);
    }

    private static string File(string unit) => $$"""
        topics: t
        format: json
        device: { name: roof }
        readings: { x: { unit: "{{unit}}" } }
        """;
}
