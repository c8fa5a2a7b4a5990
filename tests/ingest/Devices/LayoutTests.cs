using System.Text.Json.Nodes;

namespace UrbanDataHub.Tests.Ingest.Devices;

/// <summary>Numbers and flags at fixed places of a payload.</summary>
public sealed class LayoutTests
{
    [Theory]
    [InlineData("type: u8", "ff", 255)]
    [InlineData("type: i8", "ff", -1)]
    [InlineData("type: u16be", "0102", 258)]
    [InlineData("type: u16le", "0102", 513)]
    [InlineData("type: i16be", "fffe", -2)]
    [InlineData("type: i16le", "feff", -2)]
    [InlineData("type: i16be", "7fff", 32767)]
    [InlineData("type: u24be", "010203", 66051)]
    [InlineData("type: u24le", "010203", 197121)]
    [InlineData("type: i24be", "ffffff", -1)]
    [InlineData("type: i24le", "000080", -8388608)]
    [InlineData("type: u32be", "ffffffff", 4294967295)]
    [InlineData("type: u32le", "01000000", 1)]
    [InlineData("type: i32be", "80000000", -2147483648)]
    [InlineData("type: i32le", "feffffff", -2)]
    [InlineData("type: f32be", "41ac0000", 21.5)]
    [InlineData("type: f32le", "0000ac41", 21.5)]
    [InlineData("type: u16be, scale: 0.01", "092b", 23.47)]
    [InlineData("type: u16be, scale: 0.1, offset: -40", "0267", 21.5)]
    [InlineData("type: i32be, scale: 0.0000001", "1ef3d2c5", 51.9295685)]
    [InlineData("bit: 0", "01", 1)]
    [InlineData("bit: 7", "80", 1)]
    [InlineData("bit: 7", "7f", 0)]
    public void A_field_is_read(string field, string hex, double value)
    {
        foreach (var at in new[] { 0, 3 })
        {
            using var town = Town($"at: {at}, {field}");
            byte[] bytes = [.. new byte[at], .. Convert.FromHexString(hex), 0x55];
            Assert.Equal(value, town.One(Uplinks.ChirpStackTopic, Uplink(bytes)).Value);
        }
    }

    [Theory]
    [InlineData("7fc00000", "$.object.x: is NaN, which is no value")]
    [InlineData("ff800000", "$.object.x: is -Infinity, which is no value")]
    [InlineData("41ac00", "$.object.x: is missing; $.object is an empty object")]
    [InlineData("", "$.object.x: is missing; $.object is an empty object")]
    public void What_is_no_value_is_told(string hex, string reason)
    {
        using var town = Town("at: 0, type: f32be");
        Assert.Equal(reason, town.Fault(Uplinks.ChirpStackTopic, Uplink(Convert.FromHexString(hex))));
    }

    [Fact]
    public void A_value_that_means_none_is_named_as_the_layout_yields_it()
    {
        using var town = Town("at: 0, type: i16be, scale: 0.01", ", invalid: [327.67]");
        Assert.Empty(town.Read(Uplinks.ChirpStackTopic, Uplink([0x7f, 0xff]))!.Faults);
        Assert.Empty(town.Read(Uplinks.ChirpStackTopic, Uplink([0x7f, 0xff]))!.Readings);
    }

    private static string Uplink(byte[] bytes) => Uplinks.ChirpStack(u =>
    {
        u.Remove("object");
        u["data"] = Convert.ToBase64String(bytes);
    });

    private static DeviceTown Town(string field, string more = "") => new($$"""
        topics: application/+/device/+/event/up
        format: chirpstack-v4
        decoder: { bytes: [{ {{field}}, key: x }] }
        readings: { x: { unit: "1"{{more}} } }
        """);
}
