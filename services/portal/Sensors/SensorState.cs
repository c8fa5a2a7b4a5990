namespace UrbanDataHub.Portal.Sensors;

/// <summary>How a datastream stands; of a station the worst of its datastreams, and the later ones are worse.</summary>
public enum SensorState
{
    /// <summary>Values come as they should.</summary>
    Reporting,

    /// <summary>Nothing has come for much longer than usual, see <see cref="Lateness"/>.</summary>
    Late,

    /// <summary>Quality doubts the latest value (<c>resultQuality.flag</c> is <c>suspect</c>, infra/decisions/0014).</summary>
    Suspect,

    /// <summary>A rule of the city holds for it now.</summary>
    Alert,
}

/// <summary>When a datastream is late.</summary>
public static class Lateness
{
    // Feeds are read every few minutes; whoever reports each second is not late for a pause of that length.
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Whether more than three times the usual time between values (<see cref="Datastream.Spacing"/>), and at least half an
    /// hour, has passed since the end of the latest value's period. One without any value is late.
    /// </summary>
    public static bool IsLate(this Datastream datastream, DateTimeOffset now)
    {
        var allowed = 3 * datastream.Spacing;
        return datastream.Last is not { } last || now - (last + datastream.Period) > (allowed > Shortest ? allowed : Shortest);
    }
}
