using System.Text;
using System.Text.Json;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.Observations;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Writing;

namespace UrbanDataHub.Sensors.Mqtt;

/// <summary>Observations out of messages (OGC 18-088, clause 14.2). What cannot be taken becomes a dead letter.</summary>
internal sealed class MqttReadings(Intake intake, DeviceDoor devices)
{
    private const string Door = "mqtt";

    /// <summary>Writes what a message brings; the task ends after the commit.</summary>
    /// <exception cref="Npgsql.NpgsqlException">From the task: the database is away; the message may be written again.</exception>
    public Task WriteAsync(MqttMessage message, CancellationToken cancel)
    {
        if (!message.Topic.StartsWith(MqttTopics.Version, StringComparison.Ordinal))
            return DeviceAsync(message, cancel);
        try
        {
            if (message.Payload.Length > HttpLimits.LongestSensorThings)
                throw Faults.Member("", $"The message has more than {HttpLimits.LongestSensorThings / 1024 / 1024} MiB; send observations in smaller data arrays");
            using var json = Bodies.Json(message.Payload, null);
            return message.Topic == MqttTopics.DataArrays ? ArraysAsync(message, json.RootElement, cancel) : OneAsync(message, json.RootElement, cancel);
        }
        catch (ProblemException e)
        {
            return intake.RejectAsync(Letter(message) with { Reason = e.Message }, cancel);
        }
    }

    private Task DeviceAsync(MqttMessage message, CancellationToken cancel)
    {
        var (observations, faults) = devices.Read(message, Letter(message));
        return Task.WhenAll([.. observations.Select(o => intake.AddAsync(o, Letter(message), cancel)), .. faults.Select(f => intake.RejectAsync(f, cancel))]);
    }

    private Task OneAsync(MqttMessage message, JsonElement body, CancellationToken cancel)
    {
        // A broker of MQTT 3.1.1 sends us what we tell others; entities that are there say where.
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("@iot.selfLink", out _))
            return Task.CompletedTask;
        var path = ResourcePath.Read(message.Topic[MqttTopics.Version.Length..]);
        var observation = ObservationRequest.Read(path, body)
            ?? throw Faults.Member("", "an observation by MQTT names its Datastream and FeatureOfInterest by id, {\"@iot.id\": …}; what is to be made with it is made over HTTP");
        return intake.AddAsync(observation, Letter(message), cancel);
    }

    private Task ArraysAsync(MqttMessage message, JsonElement body, CancellationToken cancel) => Task.WhenAll(DataArrays.Read(body).Rows.Select(row => row.Observation is { } observation
        ? intake.AddAsync(observation, Letter(message), cancel)
        : intake.RejectAsync(Letter(message) with { Reason = row.Fault! }, cancel)));

    private static DeadLetter Letter(MqttMessage message) =>
        new(Door, message.Topic, Encoding.UTF8.GetString(message.Payload.Span[..Math.Min(message.Payload.Length, DeadLetter.MostPayload)]), "");
}
