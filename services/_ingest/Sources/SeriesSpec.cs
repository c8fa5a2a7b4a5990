using System.Xml;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>How rows become observations (<c>series</c>).</summary>
/// <param name="Period">ISO 8601 duration that one value covers.</param>
/// <param name="EndBy">How long before the time of a row its value begins: the period when rows are labelled by their end, else zero.</param>
internal sealed record SeriesSpec(
    YamlValue At, ValueSpec Station, ValueSpec Time, string Period, TimeSpan EndBy, IReadOnlyList<DatastreamSpec> Datastreams)
{
    public static SeriesSpec Read(YamlValue series)
    {
        var map = series.Map();
        var period = map.Required("period");
        var end = map.Optional("labelled")?.OneOf("begin", "end") == "end";
        var spec = new SeriesSpec(
            series,
            ValueSpec.Read(map.Required("station")),
            ReadTime(map.Required("time")),
            period.Text(),
            ReadPeriod(period, end),
            ReadDatastreams(series, map, end));
        map.Done();
        return spec;
    }

    private static ValueSpec ReadTime(YamlValue time)
    {
        var spec = ValueSpec.Read(time);
        return spec.Constant is null ? spec : throw time.Fault("must come from a field");
    }

    internal static TimeSpan ReadPeriod(YamlValue period, bool end)
    {
        try
        {
            var span = XmlConvert.ToTimeSpan(period.Text());
            // A month has no fixed length, so a begin cannot be counted back from its end.
            if (span < TimeSpan.Zero || end && period.Text().Split('T')[0].AsSpan().ContainsAny('Y', 'M'))
                throw period.Fault("must not be negative, nor in months or years where rows are labelled by their end");
            return end ? span : TimeSpan.Zero;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw period.Fault($"'{period.Text()}' is not an ISO 8601 duration, such as PT1H");
        }
    }

    private static List<DatastreamSpec> ReadDatastreams(YamlValue at, YamlMap map, bool end)
    {
        var wide = map.Optional("datastreams");
        var @long = map.Optional("datastream");
        if ((wide is null) == (@long is null))
            throw at.Fault("must have either 'datastreams' or 'datastream'");
        if (@long is not null)
            return [DatastreamSpec.ReadLong(@long, end)];
        var all = wide!.Map().All().Select(d => DatastreamSpec.ReadWide(d.Name, d.Value, end)).ToList();
        return all.Count > 0 ? all : throw wide.Fault("names no datastream");
    }
}

/// <summary>Where the values of a datastream come from and what they are.</summary>
/// <param name="FixedKey">Key of the datastream in wide rows; null when <paramref name="Key"/> makes it from a field.</param>
/// <param name="FixedTitle">Title; null when <paramref name="Title"/> makes it from a field.</param>
/// <param name="Property">Code of the observed property.</param>
/// <param name="Unit">UCUM code.</param>
internal sealed record DatastreamSpec(
    YamlValue At, string? FixedKey, ValueSpec? Key, LocalText? FixedTitle, ValueSpec? Title, ValueSpec Result, YamlValue Property, string Unit)
{
    /// <summary>A period of its own, and how long before the time of a row its value begins; null for that of the series.</summary>
    public (string Text, TimeSpan EndBy)? Period { get; init; }

    public static DatastreamSpec ReadWide(string key, YamlValue value, bool end)
    {
        var map = value.Map();
        var spec = new DatastreamSpec(
            value,
            key,
            null,
            map.Required("title").Local(),
            null,
            ReadResult(value, map),
            map.Required("property"),
            map.Required("unit").Text())
        {
            Period = map.Optional("period") is { } period ? (period.Text(), SeriesSpec.ReadPeriod(period, end)) : null,
        };
        map.Done();
        return spec;
    }

    public static DatastreamSpec ReadLong(YamlValue value, bool end)
    {
        var map = value.Map();
        var title = map.Required("title");
        var isText = title.IsMap && title.Map().Keys.Contains("de");
        var spec = new DatastreamSpec(
            value,
            null,
            ValueSpec.Read(map.Required("key")),
            isText ? title.Local() : null,
            isText ? null : ValueSpec.Read(title),
            ReadResult(value, map),
            map.Required("property"),
            map.Required("unit").Text())
        {
            Period = map.Optional("period") is { } period ? (period.Text(), SeriesSpec.ReadPeriod(period, end)) : null,
        };
        map.Done();
        return spec;
    }

    private static ValueSpec ReadResult(YamlValue at, YamlMap map)
    {
        var spec = ValueSpec.Read(at, map);
        return spec.From.Count > 0 ? spec : throw at.Fault("must come from a field");
    }
}
