namespace UrbanDataHub.Sensors.Devices;

/// <summary>Which datastream a reading belongs to.</summary>
public abstract record DatastreamReference
{
    private DatastreamReference()
    {
    }

    /// <summary>The datastream <paramref name="Key"/> of a station of the mapping's city.</summary>
    public sealed record ByKey(string Station, string Key) : DatastreamReference;

    /// <summary>The datastream of this number in the node's database.</summary>
    public sealed record ById(long Id) : DatastreamReference;
}

/// <summary>The UCUM code of a datastream's unit, or null when there is no such datastream. Called for each reading: it must be quick.</summary>
public delegate string? DatastreamUnit(string city, DatastreamReference datastream);

/// <summary>What is wrong with the clock of a device.</summary>
public enum ClockFault
{
    /// <summary>It was never set: it says nothing, or a time before the year 2000.</summary>
    Unset,

    /// <summary>It says a time that has not come yet.</summary>
    Ahead,

    /// <summary>It lags, and the device is one that sends at once.</summary>
    Behind,
}

/// <summary>Says that the time of a reading is when it was received, as the device's own cannot be right.</summary>
/// <param name="Said">What the device said, as it said it.</param>
public sealed record ClockMark(ClockFault Fault, string Said);

/// <summary>One value of a device's message, ready to be recorded.</summary>
/// <param name="Device">Id of the device.</param>
/// <param name="Time">When it was measured, UTC.</param>
/// <param name="Value">Finite; in <paramref name="Unit"/>.</param>
/// <param name="Unit">UCUM code: the datastream's, or the mapping's where there is no such datastream.</param>
/// <param name="SourceId">Tells the message from all others of the device; null when the mapping names nothing that does.</param>
/// <param name="Mark">Null when the device's own clock was believed, or it has none.</param>
public sealed record DeviceReading(
    string City, string Device, DatastreamReference Datastream, DateTime Time, double Value, string Unit, string? SourceId, ClockMark? Mark);

/// <summary>Why a message, or one reading of it, could not be read.</summary>
/// <param name="Reason">Names the path and what was found there.</param>
/// <param name="Reading">The mapping's name of the reading; null when it is the message as a whole.</param>
public sealed record DeviceFault(string Reason, string? Reading = null);

/// <summary>What became of a message. Both lists are empty when the device said that it has no value.</summary>
public sealed record DeviceMessage(IReadOnlyList<DeviceReading> Readings, IReadOnlyList<DeviceFault> Faults);

/// <summary>Ends the reading of a message, or of one value of it. It never leaves this folder.</summary>
internal sealed class UnreadableException(string reason) : Exception(Found.Printable(reason, LongestReason))
{
    private const int LongestReason = 500;
}
