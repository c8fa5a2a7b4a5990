using System.Globalization;
using System.Text;
using UrbanDataHub.Sensors.Devices;

namespace UrbanDataHub.Tests.Ingest.Devices;

/// <summary>A town whose folder holds one mapping file, or some; its datastreams are a list of units.</summary>
internal sealed class DeviceTown : IDisposable
{
    public static readonly DateTime Arrived = Utc("2026-07-01T12:00:00Z");

    private readonly string _folder = Directory.CreateTempSubdirectory("hub-devices-").FullName;
    private readonly Dictionary<DatastreamReference, string> _units = [];
    private readonly Lazy<DeviceMappings> _mappings;

    public DeviceTown(params string[] files)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "elsewhere", "devices"));
        for (var i = 0; i < files.Length; i++)
            File.WriteAllText(Path.Combine(_folder, "elsewhere", "devices", $"kind-{i}.yaml"), files[i]);
        _mappings = new Lazy<DeviceMappings>(() => DeviceMappings.Load(_folder, ["elsewhere", "town-without-devices"], (_, datastream) => _units.GetValueOrDefault(datastream)));
    }

    public DeviceMappings Mappings => _mappings.Value;

    public static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    public DeviceTown With(DatastreamReference datastream, string unit)
    {
        _units[datastream] = unit;
        return this;
    }

    public DeviceTown With(string station, string key, string unit) => With(new DatastreamReference.ByKey(station, key), unit);

    public DeviceMessage? Read(string topic, string payload) => Read(topic, Encoding.UTF8.GetBytes(payload));

    public DeviceMessage? Read(string topic, byte[] payload)
    {
        Assert.Empty(Mappings.Refused);
        return Mappings.Read(topic, payload, Arrived);
    }

    /// <summary>The one reading of a message without faults.</summary>
    public DeviceReading One(string topic, string payload)
    {
        var message = Read(topic, payload);
        Assert.NotNull(message);
        Assert.Empty(message.Faults);
        return Assert.Single(message.Readings);
    }

    /// <summary>The one fault of a message without readings.</summary>
    public string Fault(string topic, string payload) => Fault(topic, Encoding.UTF8.GetBytes(payload));

    /// <summary>The one fault of a message without readings.</summary>
    public string Fault(string topic, byte[] payload)
    {
        var message = Read(topic, payload);
        Assert.NotNull(message);
        Assert.Empty(message.Readings);
        return Assert.Single(message.Faults).Reason;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
