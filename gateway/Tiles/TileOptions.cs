using System.Globalization;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>How many tiles are kept, and how long.</summary>
public sealed record TileOptions
{
    private const int MiB = 1024 * 1024;

    /// <summary>Bytes of tiles in memory. <c>HUB_TILE_CACHE</c>, in MiB, from 0 to 16384.</summary>
    public long CacheBytes { get; init; } = 128L * MiB;

    /// <summary>After this long an own tile is asked for again, whatever the events say: the net below them.</summary>
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Reads what is configurable.</summary>
    /// <exception cref="ConfigurationException">A value is no number or out of range.</exception>
    public static TileOptions From(IConfiguration configuration)
    {
        if (configuration["HUB_TILE_CACHE"] is not { } text)
            return new TileOptions();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size <= 16_384
            ? new TileOptions { CacheBytes = (long)size * MiB }
            : throw new ConfigurationException($"HUB_TILE_CACHE: '{text}' is not a whole number of MiB from 0 to 16384.");
    }
}
