namespace UrbanDataHub.Sensors.Mqtt;

/// <summary>Topics that readings come by, without the prefix of the node: those of the standard (OGC 18-088, clause 14), and those of devices.</summary>
internal sealed class MqttTopics(DeviceDoor devices)
{
    /// <summary>What the topics of the standard begin with.</summary>
    public const string Version = "v1.1/";

    /// <summary>Observations of any datastream, named in the body.</summary>
    public const string Observations = Version + "Observations";

    /// <summary>Data arrays.</summary>
    public const string DataArrays = Version + "CreateObservations";

    /// <summary>What is subscribed: <c>v1.1/Datastreams(1)/Observations</c> is one level of any name, since a wildcard stands for a whole one; and what devices send.</summary>
    public IReadOnlyList<string> Subscribed => [Observations, Version + "+/Observations", DataArrays, .. devices.Filters];
}
