using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Devices;

/// <summary>Which clocks of devices are believed (<c>clock</c>).</summary>
/// <param name="Tolerance">How far a clock may be ahead of the time of receipt.</param>
/// <param name="Buffers">Whether devices keep readings and send them later, so that a time long past may be right.</param>
internal sealed record DeviceClock(TimeSpan Tolerance, bool Buffers)
{
    // No device in service today measured before: such a time counts from a power-on or from an epoch.
    private static readonly DateTime Earliest = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Reads the rule; what it does not say is as usual.</summary>
    /// <exception cref="SourceException">It is wrong.</exception>
    public static DeviceClock Read(YamlValue? clock)
    {
        var map = clock?.Map();
        var minutes = map?.Optional("minutes");
        var read = new DeviceClock(TimeSpan.FromMinutes(minutes is null ? 10 : Minutes(minutes)), map?.Optional("buffers")?.Flag() ?? true);
        map?.Done();
        return read;
    }

    /// <summary>The time to record, and a mark when it is not what the device said.</summary>
    public (DateTime Time, ClockMark? Mark) Judge(SaidTime said, DateTime received)
    {
        var fault = said.Moment is { } moment ? Fault(moment, received) : Unreachable(said);
        return fault is null ? (said.Moment!.Value, null) : (received, new ClockMark(fault.Value, said.Said));
    }

    /// <summary>Whether a clock on the way (gateway, network server) can be right, seen from the next one.</summary>
    public bool Agrees(DateTime moment, DateTime next, bool atOnce) =>
        moment >= Earliest && moment <= next + Tolerance && (!atOnce || moment >= next - Tolerance);

    private ClockFault? Fault(DateTime moment, DateTime received) =>
        moment < Earliest ? ClockFault.Unset
        : moment > received + Tolerance ? ClockFault.Ahead
        : !Buffers && moment < received - Tolerance ? ClockFault.Behind
        : null;

    private static ClockFault Unreachable(SaidTime said) =>
        said.Said == "null" || said.Said.StartsWith('-') ? ClockFault.Unset : ClockFault.Ahead;

    private static double Minutes(YamlValue minutes) => minutes.Whole(0) is <= 1440 and var m ? m : throw minutes.Fault("must be a day, 1440 minutes, at most");
}
