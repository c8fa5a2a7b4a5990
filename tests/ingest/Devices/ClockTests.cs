using UrbanDataHub.Sensors.Devices;

namespace UrbanDataHub.Tests.Ingest.Devices;

/// <summary>Which times are believed. Messages arrive at noon of 2026-07-01.</summary>
public sealed class ClockTests
{
    private const string Iso = """
        topics: t
        format: json
        device: { name: roof }
        time: { path: $.at, format: iso8601 }
        readings: { v: { unit: "1" } }
        """;

    [Theory]
    [InlineData("2026-07-01T11:59:30Z", "2026-07-01T11:59:30Z")]
    [InlineData("2026-07-01T13:59:30+02:00", "2026-07-01T11:59:30Z")]
    [InlineData("2026-07-01 13:59+0200", "2026-07-01T11:59:00Z")]
    [InlineData("2026-07-01T11:59:30.935284891Z", "2026-07-01T11:59:30.9352849Z")]
    [InlineData("2026-07-01T12:10:00Z", "2026-07-01T12:10:00Z")]
    [InlineData("2026-06-28T03:00:00Z", "2026-06-28T03:00:00Z")]
    [InlineData("2000-01-01T00:00:00Z", "2000-01-01T00:00:00Z")]
    public void A_time_that_can_be_right_is_taken(string said, string time)
    {
        using var town = new DeviceTown(Iso);
        var reading = town.One("t", $$"""{"v":1,"at":"{{said}}"}""");
        Assert.Equal(DeviceTown.Utc(time), reading.Time);
        Assert.Equal(DateTimeKind.Utc, reading.Time.Kind);
        Assert.Null(reading.Mark);
    }

    [Theory]
    [InlineData("\"2026-07-01T12:10:01Z\"", ClockFault.Ahead)]
    [InlineData("\"2100-01-01T00:00:00Z\"", ClockFault.Ahead)]
    [InlineData("\"1970-01-01T00:00:00Z\"", ClockFault.Unset)]
    [InlineData("\"1999-12-31T23:59:59Z\"", ClockFault.Unset)]
    [InlineData("null", ClockFault.Unset)]
    public void A_time_that_cannot_be_right_is_marked_and_the_arrival_taken(string said, ClockFault fault)
    {
        using var town = new DeviceTown(Iso);
        var reading = town.One("t", $$"""{"v":1,"at":{{said}}}""");
        Assert.Equal(DeviceTown.Arrived, reading.Time);
        Assert.Equal(new ClockMark(fault, said.Trim('"')), reading.Mark);
    }

    [Theory]
    [InlineData("""{"v":1}""", "$.at: is missing; $ has v")]
    [InlineData("""{"v":1,"at":"2026-07-01T12:00:00"}""", "$.at: is the text '2026-07-01T12:00:00', and is not a time of ISO 8601 with a zone, such as 2026-07-01T12:00:00Z")]
    [InlineData("""{"v":1,"at":"2026-02-30T12:00:00Z"}""", "$.at: is the text '2026-02-30T12:00:00Z', and is not a time of ISO 8601 with a zone, such as 2026-07-01T12:00:00Z")]
    [InlineData("""{"v":1,"at":1782907170}""", "$.at: is 1782907170, and is not a time of ISO 8601 with a zone, such as 2026-07-01T12:00:00Z")]
    [InlineData("""{"v":1,"at":[]}""", "$.at: is a list of 0, and is not a time of ISO 8601 with a zone, such as 2026-07-01T12:00:00Z")]
    public void What_is_no_time_is_a_fault_of_the_mapping_and_not_of_a_clock(string payload, string reason)
    {
        using var town = new DeviceTown(Iso);
        Assert.Equal(reason, town.Fault("t", payload));
    }

    [Theory]
    [InlineData("unix-seconds", "1782907170", "2026-07-01T11:59:30Z", null)]
    [InlineData("unix-seconds", "1782907170.25", "2026-07-01T11:59:30.25Z", null)]
    [InlineData("unix-seconds", "\"1782907170\"", "2026-07-01T11:59:30Z", null)]
    [InlineData("unix-milliseconds", "1782907170001", "2026-07-01T11:59:30.001Z", null)]
    [InlineData("unix-seconds", "1782907170001", "2026-07-01T12:00:00Z", ClockFault.Ahead)]
    [InlineData("unix-seconds", "1e300", "2026-07-01T12:00:00Z", ClockFault.Ahead)]
    [InlineData("unix-milliseconds", "1782907170", "2026-07-01T12:00:00Z", ClockFault.Unset)]
    [InlineData("unix-seconds", "0", "2026-07-01T12:00:00Z", ClockFault.Unset)]
    [InlineData("unix-seconds", "37", "2026-07-01T12:00:00Z", ClockFault.Unset)]
    [InlineData("unix-seconds", "-1e300", "2026-07-01T12:00:00Z", ClockFault.Unset)]
    public void Seconds_and_milliseconds_since_1970_are_times(string format, string said, string time, ClockFault? fault)
    {
        using var town = new DeviceTown(Iso.Replace("iso8601", format, StringComparison.Ordinal));
        var reading = town.One("t", $$"""{"v":1,"at":{{said}}}""");
        Assert.Equal(DeviceTown.Utc(time), reading.Time);
        Assert.Equal(fault, reading.Mark?.Fault);
    }

    [Theory]
    [InlineData("\"soon\"", "$.at: is the text 'soon', and is not a number since 1970")]
    [InlineData("\"NaN\"", "$.at: is the text 'NaN', and is not a number since 1970")]
    public void What_is_no_number_is_no_time(string said, string reason)
    {
        using var town = new DeviceTown(Iso.Replace("iso8601", "unix-seconds", StringComparison.Ordinal));
        Assert.Equal(reason, town.Fault("t", $$"""{"v":1,"at":{{said}}}"""));
    }

    [Theory]
    [InlineData("2026-07-01T11:58:00Z", null)]
    [InlineData("2026-07-01T11:57:59Z", ClockFault.Behind)]
    [InlineData("2026-07-01T12:02:00Z", null)]
    [InlineData("2026-07-01T12:02:01Z", ClockFault.Ahead)]
    public void A_device_that_keeps_nothing_back_cannot_be_late(string said, ClockFault? fault)
    {
        using var town = new DeviceTown(Iso + "\nclock: { minutes: 2, buffers: false }");
        Assert.Equal(fault, town.One("t", $$"""{"v":1,"at":"{{said}}"}""").Mark?.Fault);
    }
}
