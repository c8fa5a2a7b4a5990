using System.Xml;

namespace UrbanDataHub.Ingest.Sources;

/// <summary>A foreign server that is asked at intervals (<c>read.format</c> <c>sensorthings</c> or <c>ogc-features</c>; infra/decisions/0015).</summary>
/// <param name="Url">Service root of SensorThings, or landing page of OGC API Features; without a slash at the end.</param>
/// <param name="Collection">Id of the foreign collection; null for SensorThings.</param>
/// <param name="Filter">Which foreign Datastreams, by SensorThings' <c>$filter</c>; null for all.</param>
/// <param name="Parameters">Of every question to an OGC API.</param>
/// <param name="Every">From the end of a pull to the next one.</param>
/// <param name="Overlap">How far a walk looks back behind what was reached.</param>
/// <param name="ByResultTime">Whether <c>resultTime</c> and not <c>phenomenonTime</c> says what is new.</param>
/// <param name="Page">Rows a page that are asked for.</param>
internal sealed record PullSpec(
    Uri Url, string? Collection, string? Filter, IReadOnlyDictionary<string, string> Parameters, TimeSpan Every, TimeSpan Overlap, bool ByResultTime, int Page)
{
    /// <summary>Bytes that a page may have unless <c>limit</c> says otherwise.</summary>
    public const long UsualLimit = 32L << 20;

    private const int UsualPage = 1_000;
    private const int MostPage = 10_000;

    /// <summary>Reads the keys beside <c>format</c>.</summary>
    public static PullSpec Read(YamlMap read, bool sensorThings) => new(
        ReadUrl(read.Required("url")),
        sensorThings ? null : read.Required("collection").Text(),
        sensorThings ? read.Optional("filter")?.Text() : null,
        sensorThings ? new Dictionary<string, string>() : read.Optional("parameters")?.Map().All().ToDictionary(p => p.Name, p => p.Value.Text()) ?? [],
        Span(read.Required("every"), TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
        read.Optional("overlap") is { } overlap ? Span(overlap, TimeSpan.Zero, TimeSpan.FromDays(36_500)) : TimeSpan.FromDays(1),
        sensorThings && read.Optional("by")?.OneOf("phenomenonTime", "resultTime") == "resultTime",
        ReadPage(read.Optional("page")));

    private static Uri ReadUrl(YamlValue url) =>
        Uri.TryCreate(url.Text().TrimEnd('/'), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0
            ? uri
            : throw url.Fault($"'{url.Text()}' must be an address that begins with https:// or http:// and has no query");

    private static int ReadPage(YamlValue? page) => page?.Whole(1) switch
    {
        null => UsualPage,
        <= MostPage and var rows => (int)rows,
        _ => throw page!.Fault($"must not be more than {MostPage} rows"),
    };

    private static TimeSpan Span(YamlValue value, TimeSpan least, TimeSpan most)
    {
        try
        {
            var span = XmlConvert.ToTimeSpan(value.Text());
            if (span >= least && span <= most && !value.Text().Split('T')[0].AsSpan().ContainsAny('Y', 'M'))
                return span;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw value.Fault($"'{value.Text()}' is not an ISO 8601 duration, such as PT10M");
        }

        throw value.Fault($"'{value.Text()}' must be from {XmlConvert.ToString(least)} to {XmlConvert.ToString(most)}, and not in months or years");
    }
}
