using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Sensors.Devices;
using UrbanDataHub.Sensors.Observations;

namespace UrbanDataHub.Sensors.Mqtt;

/// <summary>Readings out of what devices send as they please, by the mappings of the node's cities.</summary>
internal sealed partial class DeviceDoor
{
    private readonly DatastreamDirectory _directory;
    private readonly Lazy<DeviceMappings> _mappings;

    public DeviceDoor(HubSettings settings, DatastreamDirectory directory, ILogger<DeviceDoor> logger)
    {
        _directory = directory;
        // Units are compared when a mapping is read, so the datastreams must be known by then.
        _mappings = new(() =>
        {
            var mappings = DeviceMappings.Load(settings.CitiesFolder, settings.Node.Cities, directory.UnitOf);
            foreach (var refused in mappings.Refused)
                Refused(logger, refused.Message);
            return mappings;
        });
    }

    /// <summary>Topics to subscribe to.</summary>
    public IReadOnlyList<string> Filters => _mappings.Value.Filters;

    /// <summary>What a message brings: observations, and dead letters for what cannot be read; nothing for a message that is none of readings.</summary>
    public (IReadOnlyList<NewObservation> Observations, IReadOnlyList<DeadLetter> Faults) Read(MqttMessage message, DeadLetter letter)
    {
        if (_mappings.Value.Read(message.Topic, message.Payload, DateTime.UtcNow) is not { } read)
            return ([], []);
        var faults = read.Faults.Select(f => letter with { Reason = f.Reading is null ? f.Reason : $"{f.Reading}: {f.Reason}" }).ToList();
        var observations = new List<NewObservation>();
        foreach (var reading in read.Readings)
        {
            if (_directory.IdOf(reading.City, reading.Datastream) is { } datastream)
                observations.Add(Observation(reading, datastream));
            else
                faults.Add(letter with { Reason = $"'{reading.City}' has no datastream {Named(reading.Datastream)}; a source or a client of SensorThings must make it first" });
        }

        return (observations, faults);
    }

    private static NewObservation Observation(DeviceReading reading, long datastream) => new(
        datastream, reading.Time.AddTicks(-(reading.Time.Ticks % TimeSpan.TicksPerMicrosecond)), reading.Value,
        Details: reading.Mark is { } mark ? new JsonObject { ["resultQuality"] = new JsonObject { ["clock"] = $"{mark.Fault}".ToLowerInvariant(), ["said"] = mark.Said } }.ToJsonString() : null,
        Message: reading.SourceId is { } source ? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{datastream}|{reading.Device}|{source}"))[..16]) : null);

    private static string Named(DatastreamReference datastream) => datastream switch
    {
        DatastreamReference.ByKey key => $"'{key.Key}' at the station '{key.Station}'",
        DatastreamReference.ById number => $"{number.Id}",
        _ => throw new ArgumentOutOfRangeException(nameof(datastream)),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "A mapping of devices is not used: {Reason}")]
    private static partial void Refused(ILogger logger, string reason);
}
