using System.Globalization;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Gateway.Resilience;

/// <summary>How much the gateway remembers of what cities answered.</summary>
/// <param name="Bytes">Most bytes of all copies together; 0 for none. <c>HUB_LAST_GOOD</c>: <c>off</c>, or megabytes from 1 to 65536.</param>
/// <param name="Age">A copy older than this is never shown. <c>HUB_LAST_GOOD_AGE</c>, in hours, from 0.01 to 8760.</param>
public sealed record LastGoodOptions(long Bytes, TimeSpan Age)
{
    private const int DefaultMegabytes = 64;
    private const int DefaultHours = 24;

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="ConfigurationException">A value is no number or out of range.</exception>
    public static LastGoodOptions From(IConfiguration configuration) => new(
        Megabytes(configuration["HUB_LAST_GOOD"]) * 1024 * 1024,
        TimeSpan.FromHours(Hours(configuration["HUB_LAST_GOOD_AGE"])));

    private static long Megabytes(string? text) => text switch
    {
        null or "" => DefaultMegabytes,
        "off" => 0,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65536 => number,
        _ => throw new ConfigurationException($"HUB_LAST_GOOD: '{text}' is neither off nor a number of megabytes from 1 to 65536."),
    };

    private static double Hours(string? text) => text switch
    {
        null or "" => DefaultHours,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0.01 and <= 8760 => number,
        _ => throw new ConfigurationException($"HUB_LAST_GOOD_AGE: '{text}' is not a number of hours from 0.01 to 8760."),
    };
}
