using System.Text;
using UrbanDataHub.Sensors.Devices;

namespace UrbanDataHub.Tests.Ingest.Devices;

/// <summary>Messages in JSON of devices that speak for themselves.</summary>
public sealed class JsonMessageTests
{
    private const string Room = """
        topics: town/{device}/state
        format: json
        device: { level: device }
        source: $.seq
        readings:
          temperature: { path: "$.env['air temp']", unit: Cel, invalid: [-127, "n/a"] }
          door: { path: "$.doors[-1]", unit: "1", datastream: door-open }
        """;

    private const string Plain = """
        topics: plain/#
        format: json
        device: { name: roof }
        readings:
          level: { path: $.level, unit: cm, scale: 0.1, offset: -5, datastream: { station: weir, key: water-level } }
        """;

    [Fact]
    public void A_message_becomes_one_reading_for_each_entry()
    {
        using var town = new DeviceTown(Room);
        var message = town.Read("town/r-17/state", """{"seq":41,"env":{"air temp":21.5},"doors":[false,true]}""");
        Assert.Equal(
            [
                new DeviceReading("elsewhere", "r-17", new DatastreamReference.ByKey("r-17", "temperature"), DeviceTown.Arrived, 21.5, "Cel", "r-17/41", null),
                new DeviceReading("elsewhere", "r-17", new DatastreamReference.ByKey("r-17", "door-open"), DeviceTown.Arrived, 1, "1", "r-17/41", null),
            ],
            message!.Readings);
        Assert.Empty(message.Faults);
    }

    [Theory]
    [InlineData("""{"level":2347}""", 229.7)]
    [InlineData("""{"level":"2347"}""", 229.7)]
    [InlineData("""{"level":" 2.347e3 "}""", 229.7)]
    [InlineData("""{"level":true}""", -4.9)]
    [InlineData("""{"level":-0}""", -5)]
    [InlineData("""{"level":1e300}""", 1e299)]
    public void A_number_may_be_written_in_many_ways(string payload, double value)
    {
        using var town = new DeviceTown(Plain);
        var reading = town.One("plain", payload);
        Assert.Equal(value, reading.Value);
        Assert.Equal(new DatastreamReference.ByKey("weir", "water-level"), reading.Datastream);
        Assert.Null(reading.SourceId);
    }

    [Theory]
    [InlineData("""{"level":"21,5"}""", "$.level: is the text '21,5', and is not a number")]
    [InlineData("""{"level":"NaN"}""", "$.level: is the text 'NaN', which is no value")]
    [InlineData("""{"level":""}""", "$.level: is the text '', and is not a number")]
    [InlineData("""{"level":1e999}""", "$.level: is Infinity, which is no value")]
    [InlineData("""{"level":{"mm":3}}""", "$.level: has mm, and is not a number")]
    [InlineData("""{"level":[1,2]}""", "$.level: is a list of 2, and is not a number")]
    [InlineData("""{"Level":1,"battery":3}""", "$.level: is missing; $ has Level, battery")]
    [InlineData("{}", "$.level: is missing; $ is an empty object")]
    [InlineData("null", "$.level: is missing; $ is null")]
    [InlineData("17", "$.level: is missing; $ is 17")]
    public void What_is_no_number_is_told_with_its_path(string payload, string reason)
    {
        using var town = new DeviceTown(Plain);
        Assert.Equal(reason, town.Fault("plain/a/b", payload));
    }

    [Theory]
    [InlineData("""{"level":1""")]
    [InlineData("")]
    [InlineData("level=1")]
    [InlineData("""{"level":NaN}""")]
    [InlineData("""{"level":1} {"level":2}""")]
    [InlineData("""{"level":1,"level":2}""")]
    public void What_is_no_JSON_is_told_with_the_place(string payload)
    {
        using var town = new DeviceTown(Plain);
        Assert.StartsWith("$: the payload is not JSON: ", town.Fault("plain", payload), StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_are_no_Unicode_are_refused()
    {
        using var town = new DeviceTown(Plain);
        Assert.Contains("not UTF-8", town.Fault("plain", [.. "{\"level\":\""u8, 0xff, .. "\"}"u8]), StringComparison.Ordinal);
        Assert.Contains("surrogate", town.Fault("plain", """{"level":1,"name":"\ud800"}"""), StringComparison.Ordinal);
        Assert.Contains("surrogate", town.Fault("plain", """{"level":1,"\ud800":2}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        using var town = new DeviceTown(Plain);
        Assert.StartsWith("$: the payload is not JSON", town.Fault("plain", new string('[', 100_000)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"seq":1,"env":{"air temp":-127},"doors":[true]}""")]
    [InlineData("""{"seq":1,"env":{"air temp":"-127.0"},"doors":[true]}""")]
    [InlineData("""{"seq":1,"env":{"air temp":"n/a"},"doors":[true]}""")]
    [InlineData("""{"seq":1,"env":{"air temp":null},"doors":[true]}""")]
    public void No_value_is_neither_a_reading_nor_a_fault(string payload)
    {
        using var town = new DeviceTown(Room);
        Assert.Equal(1, town.One("town/r/state", payload).Value);
    }

    [Fact]
    public void One_wrong_reading_does_not_spoil_the_others()
    {
        using var town = new DeviceTown(Room);
        var message = town.Read("town/r/state", """{"seq":1,"env":{"air temp":"warm"},"doors":[1]}""")!;
        Assert.Equal(new DatastreamReference.ByKey("r", "door-open"), Assert.Single(message.Readings).Datastream);
        Assert.Equal(new DeviceFault("$.env['air temp']: is the text 'warm', and is not a number", "temperature"), Assert.Single(message.Faults));
    }

    [Fact]
    public void A_reason_can_be_stored_whatever_the_device_wrote()
    {
        using var town = new DeviceTown(Plain, Room);
        Assert.Equal(
            "$.level: is the text '" + new string('x', 59) + "…', and is not a number",
            town.Fault("plain", $$"""{"level":"{{new string('x', 59)}}😀{{new string('y', 1000)}}"}"""));
        Assert.Equal("$.level: is the text 'a\uFFFDb', and is not a number", town.Fault("plain", """{"level":"a\u0000b"}"""));
        Assert.Equal("$.seq: is the text '1\uFFFD', and does not tell the message from others: a text or a whole number is wanted", town.Fault("town/r/state", """{"seq":"1\u0000"}"""));
        Assert.InRange(town.Fault($"town/{new string('r', 60_000)}/state", "{}").Length, 100, 501);
    }

    [Theory]
    [InlineData("""{"env":{"air temp":1},"doors":[1]}""", "$.seq: is missing; $ has env, doors")]
    [InlineData("""{"seq":null,"env":{"air temp":1},"doors":[1]}""", "$.seq: is null, and does not tell the message from others: a text or a whole number is wanted")]
    public void A_message_that_cannot_be_told_from_others_is_refused(string payload, string reason)
    {
        using var town = new DeviceTown(Room);
        Assert.Equal(reason, town.Fault("town/r/state", payload));
    }

    [Fact]
    public void A_large_payload_is_refused_unread()
    {
        using var town = new DeviceTown(Plain, Plain.Replace("plain/#", "large/#\nlimit: 16777216", StringComparison.Ordinal));
        var large = Encoding.UTF8.GetBytes($$"""{"level":60,"filler":"{{new string('x', 10 << 20)}}"}""");
        Assert.Equal($"$: the payload has {large.Length} bytes, and may have 262144", town.Fault("plain", large));
        Assert.Equal(1, Assert.Single(town.Read("large", large)!.Readings).Value);
    }

    [Theory]
    [InlineData("town/r/state", true)]
    [InlineData("town/r/state/x", false)]
    [InlineData("town//state", false)]
    [InlineData("town/r", false)]
    [InlineData("Town/r/state", false)]
    [InlineData("plain", true)]
    [InlineData("plain/a/b/c", true)]
    [InlineData("plainer", false)]
    [InlineData("town/r/state\n", false)]
    public void Only_topics_of_the_pattern_are_read(string topic, bool isRead)
    {
        using var town = new DeviceTown(Room, Plain);
        Assert.Equal(["town/+/state", "plain/#"], town.Mappings.Filters);
        Assert.Equal(isRead, town.Read(topic, "{}") is not null);
    }

    [Fact]
    public void The_topics_of_the_broker_are_not_taken_by_a_wildcard()
    {
        using var town = new DeviceTown(Plain.Replace("plain/#", "\"#\"", StringComparison.Ordinal));
        Assert.Null(town.Read("$SYS/broker/uptime", """{"level":1}"""));
        Assert.NotNull(town.Read("any/topic", """{"level":1}"""));
    }

    [Fact]
    public void Two_kinds_of_device_share_a_topic_when_each_lists_its_devices()
    {
        const string a = "{ topics: 'x/+', format: json, device: { path: $.id }, devices: { 1: bridge }, readings: { t: { unit: Cel } } }";
        using var town = new DeviceTown(a, a.Replace("1: bridge", "2: tower", StringComparison.Ordinal).Replace("t: {", "u: { path: $.t,", StringComparison.Ordinal));
        Assert.Equal(new DatastreamReference.ByKey("bridge", "t"), town.One("x/y", """{"id":1,"t":3}""").Datastream);
        Assert.Equal(new DatastreamReference.ByKey("tower", "u"), town.One("x/y", """{"id":"2","t":3}""").Datastream);
        Assert.Equal("the device '3' is listed in no file of devices for this topic", town.Fault("x/y", """{"id":3,"t":3}"""));
        Assert.StartsWith("$.id: is missing", town.Fault("x/y", """{"t":3}"""), StringComparison.Ordinal);
    }
}
