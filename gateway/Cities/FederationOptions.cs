using System.Globalization;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Gateway.Cities;

/// <summary>How long the gateway waits for cities, and how often it looks after them.</summary>
public sealed record FederationOptions
{
    /// <summary>A city that has not answered by then is late. <c>HUB_DEADLINE</c>, in seconds, from 0.1 to 300.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A place that does not even accept a connection by then is not there.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a download may stand still, in either direction, before it is given up.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of one city's page that the gateway holds at most.</summary>
    public int MaximumAnswer { get; init; } = 64 * 1024 * 1024;

    /// <summary>A place that is down is tried again after this long.</summary>
    public TimeSpan ProbePause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long such a trial may take.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What partners hold is read again after this long.</summary>
    public TimeSpan PartnerRenewal { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same of foreign servers, which are not ours to ask often.</summary>
    public TimeSpan ForeignRenewal { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What own services hold is renewed by events; this is the net below them.</summary>
    public TimeSpan OwnRenewal { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an unusable answer counts against a place.</summary>
    public TimeSpan BreakWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A place is left alone after this many unusable answers …</summary>
    public int BreakFewest { get; init; } = 10;

    /// <summary>… if they are at least this share of all its answers, …</summary>
    public double BreakShare { get; init; } = 0.5;

    /// <summary>… for so long.</summary>
    public TimeSpan BreakPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>No question is asked a second time before this; after half the deadline at the latest.</summary>
    public TimeSpan HedgedLeast { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Share of the questions to a place that may be asked twice.</summary>
    public double HedgedShare { get; init; } = 0.1;

    /// <summary>How long nothing is asked twice of a place that says it has too much to do.</summary>
    public TimeSpan SaturatedPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads what is configurable.</summary>
    /// <exception cref="ConfigurationException">A value is no number or out of range.</exception>
    public static FederationOptions From(IConfiguration configuration)
    {
        var options = new FederationOptions();
        if (configuration["HUB_DEADLINE"] is not { } text)
            return options;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.1 and <= 300
            ? options with { Deadline = TimeSpan.FromSeconds(seconds) }
            : throw new ConfigurationException($"HUB_DEADLINE: '{text}' is not a number of seconds from 0.1 to 300.");
    }
}
