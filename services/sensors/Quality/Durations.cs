using System.Xml;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Quality;

/// <summary>ISO 8601 durations in the files of rules.</summary>
internal static class Durations
{
    /// <summary>A duration of fixed length, so without months and years, and not negative.</summary>
    /// <exception cref="SourceException">It is none; the message names file, line and key.</exception>
    public static TimeSpan Read(YamlValue value)
    {
        try
        {
            var span = XmlConvert.ToTimeSpan(value.Text());
            return span >= TimeSpan.Zero && !value.Text().Split('T')[0].AsSpan().ContainsAny('Y', 'M')
                ? span
                : throw value.Fault("must not be negative, nor in months or years");
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw value.Fault($"'{value.Text()}' is not an ISO 8601 duration, such as PT1H");
        }
    }

    /// <summary>The same, longer than nothing.</summary>
    /// <exception cref="SourceException">It is none.</exception>
    public static TimeSpan Positive(YamlValue value) => Read(value) is var span && span > TimeSpan.Zero ? span : throw value.Fault("must be longer than nothing");
}
