using System.Text.Json.Nodes;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>What one mapping makes of a message.</summary>
/// <param name="Message">Null when the message is none of readings.</param>
/// <param name="Claimed">False when another mapping of the same topic may be meant.</param>
internal readonly record struct Outcome(DeviceMessage? Message, bool Claimed)
{
    /// <summary>The device is not of this mapping, or not even known.</summary>
    public static Outcome NotMine(string reason) => new(Fault(reason), false);

    /// <summary>The device is of this mapping, and its message as a whole makes no sense.</summary>
    public static Outcome Unreadable(string reason) => new(Fault(reason), true);

    private static DeviceMessage Fault(string reason) => new([], [new DeviceFault(reason)]);
}

/// <summary>Reads the messages that one mapping is about.</summary>
internal sealed class MessageReader(DeviceMapping mapping, DatastreamUnit unitOf)
{
    private const int LongestSource = 300;

    /// <summary>What every reading of a message has in common.</summary>
    private readonly record struct Common(string Device, string Station, DateTime Time, string? Source, ClockMark? Mark);

    /// <summary>The named levels of a topic that this reader takes, or null.</summary>
    public IReadOnlyDictionary<string, string>? Match(string topic) => mapping.Topics
        .Where(pattern => !IsOtherEvent(pattern, topic))
        .Select(pattern => pattern.Match(topic))
        .FirstOrDefault(levels => levels is not null);

    /// <summary>Reads a message. It never throws, whatever the bytes are.</summary>
    public Outcome Read(IReadOnlyDictionary<string, string> levels, ReadOnlyMemory<byte> payload, DateTime arrived)
    {
        string? station = null;
        try
        {
            var device = mapping.Device.Of(levels);
            if (device is not null && (station = mapping.StationOf(device)) is null)
                return Unlisted(device);
            var message = Parse(payload);
            device ??= mapping.Device.Of(message);
            station ??= mapping.StationOf(device);
            return station is null ? Unlisted(device) : new Outcome(ReadMessage(message, device, station, arrived), true);
        }
        catch (UnreadableException e)
        {
            return station is null ? Outcome.NotMine(e.Message) : Outcome.Unreadable(e.Message);
        }
    }

    private static Outcome Unlisted(string device) => Outcome.NotMine($"the device '{device}' is listed in no file of devices for this topic");

    private bool IsOtherEvent(TopicPattern pattern, string topic) =>
        mapping.Server is { } server && pattern.IsOpen && topic[(topic.LastIndexOf('/') + 1)..] != server.Event;

    private JsonNode? Parse(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > mapping.Limit)
            throw new UnreadableException($"$: the payload has {payload.Length} bytes, and may have {mapping.Limit}");
        return mapping.Format == PayloadFormat.Cbor ? CborPayload.Read(payload) : JsonPayload.Read(payload.Span);
    }

    private DeviceMessage? ReadMessage(JsonNode? message, string device, string station, DateTime arrived)
    {
        if (mapping.Server is { } server)
        {
            if (server.Simulated is { } simulated && Found.Number(simulated.Find(message), simulated) is not (null or 0))
                throw new UnreadableException($"{simulated}: is true: the network server made the message up");
            if (mapping.Ports.Count > 0 && !mapping.Ports.Any(port => port == server.PortOf(message)))
                return null;
            if (mapping.Layout is { } layout)
                server.Decode(message, layout);
        }

        var received = mapping.Server?.ReceivedAt(message, arrived, mapping.Clock) ?? arrived;
        var (time, mark) = mapping.Time is { } rule ? mapping.Clock.Judge(rule.Said(message), received) : (received, null);
        return ReadAll(message, new Common(device, station, time, Source(message, device), mark));
    }

    private string? Source(JsonNode? message, string device)
    {
        if (mapping.Source.Count == 0)
            return mapping.Server?.Source(message, device);
        var parts = mapping.Source.Select(path => Found.Id(path.Require(message)) ?? throw new UnreadableException(
            $"{path}: {Found.Of(path.Find(message))}, and does not tell the message from others: a text or a whole number is wanted"));
        var source = string.Join('/', parts.Prepend(device));
        return source.Length <= LongestSource
            ? source
            : throw new UnreadableException($"{mapping.Source[0]}: what tells the message from others has {source.Length} characters, and may have {LongestSource}");
    }

    private DeviceMessage ReadAll(JsonNode? message, Common common)
    {
        var readings = new List<DeviceReading>();
        var faults = new List<DeviceFault>();
        foreach (var rule in mapping.Readings)
        {
            try
            {
                if (ReadOne(message, rule, common) is { } reading)
                    readings.Add(reading);
            }
            catch (UnreadableException e)
            {
                faults.Add(new DeviceFault(e.Message, rule.Name));
            }
        }

        return new DeviceMessage(readings, faults);
    }

    private DeviceReading? ReadOne(JsonNode? message, ReadingRule rule, Common common)
    {
        if (rule.Value(message) is not { } value)
            return null;
        var datastream = rule.Reference(common.Station);
        var unit = unitOf(mapping.City, datastream) ?? rule.Unit;
        var convert = Units.Between(rule.Unit, unit)
            ?? throw new UnreadableException($"{rule.Path}: is in {rule.Unit}, which cannot be converted to {unit}, the unit of the datastream");
        var converted = convert.Apply(value);
        return double.IsFinite(converted)
            ? new DeviceReading(mapping.City, common.Device, datastream, common.Time, converted, unit, common.Source, common.Mark)
            : throw new UnreadableException($"{rule.Path}: {Found.Of(rule.Path.Find(message))}, which is too large to be converted");
    }
}
