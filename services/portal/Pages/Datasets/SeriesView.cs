using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Portal.Catalogue;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Portal.Pages.Datasets;

/// <summary>A datastream as it can be chosen.</summary>
public sealed record Stream(long Id, string Station, string Title, string Property, string Unit, long Count, DateTimeOffset? First, DateTimeOffset? Last)
{
    internal static Stream Of(FeatureRow row) => new(
        long.Parse(row.Text("datastream")!, CultureInfo.InvariantCulture),
        row.Text("station") ?? "",
        row.Text("title") ?? row.Text("key") ?? "",
        row.Text("property") ?? "",
        row.Text("unit") ?? "",
        long.TryParse(row.Text("observationCount"), CultureInfo.InvariantCulture, out var count) ? count : 0,
        Time(row, "firstTime"),
        Time(row, "lastTime"));

    private static DateTimeOffset? Time(FeatureRow row, string property) =>
        row.Properties.TryGetValue(property, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;
}

/// <summary>A station that has datastreams.</summary>
public sealed record Station(string Id, string Name);

/// <summary>What a visitor wants to see of a city's time series; all may be open.</summary>
public sealed record SeriesQuestion(string? Station, long? Datastream, DateOnly? From, DateOnly? To, string? Cursor);

/// <summary>The time series of a city: what can be chosen, what is chosen, and a page of its values.</summary>
public sealed record SeriesView(
    City City,
    IReadOnlyList<Station> Stations,
    Station? Station,
    IReadOnlyList<Stream> Streams,
    Stream? Stream,
    DateOnly From,
    DateOnly To,
    FeaturePage? Values,
    bool Trouble)
{
    /// <summary>The collection that is described by time series.</summary>
    public const string Stationary = "monitoring-stations";

    /// <summary>Whether the time series of a city belong on the page of this collection: that of the stations, and that of their values.</summary>
    public static bool BelongsTo(CollectionDescriptor collection) => collection.Id is Stationary or "observations";

    private const int MostStations = 5000;

    // A first look shows about this many values, whether one comes every five minutes or once a month.
    private const double FirstLook = 500;

    /// <summary>The period as the <c>datetime</c> parameter has it (OGC API Features Part 1, clause 7.15.4).</summary>
    public string Period => PeriodOf(From, To, City.Zone);

    /// <summary>Asks for what the question leaves open, and for the values.</summary>
    public static async Task<SeriesView> AskAsync(Gateway gateway, City city, SeriesQuestion question, CancellationToken cancel)
    {
        try
        {
            return await AskStationsAsync(gateway, city, question, cancel);
        }
        catch (GatewayException)
        {
            return new SeriesView(city, [], null, [], null, default, default, null, Trouble: true);
        }
    }

    private static async Task<SeriesView> AskStationsAsync(Gateway gateway, City city, SeriesQuestion question, CancellationToken cancel)
    {
        var names = All(gateway, Stationary, city, cancel);
        var streams = (await All(gateway, "datastreams", city, cancel)).Select(Stream.Of).ToList();
        var stations = Measuring(await names, streams);
        var station = Choose(stations, streams, question);
        var own = streams.Where(s => s.Station == station?.Id).OrderBy(s => s.Title, StringComparer.CurrentCulture).ToList();
        var stream = own.Find(s => s.Id == question.Datastream) ?? own.MaxBy(s => (s.Last, s.Count));
        var (from, to) = Span(stream, question, city.Zone);
        var values = stream is null ? null : await ValuesAsync(gateway, city, stream, PeriodOf(from, to, city.Zone), question.Cursor, cancel);
        return new SeriesView(city, stations, station, own, stream, from, to, values, Trouble: false);
    }

    private static async Task<IReadOnlyList<FeatureRow>> All(Gateway gateway, string collection, City city, CancellationToken cancel) =>
        (await gateway.ItemsAsync(collection, new Dictionary<string, string?> { ["city"] = city.Id, ["limit"] = $"{MostStations}" }, cancel))?.Rows ?? [];

    private static Task<FeaturePage?> ValuesAsync(Gateway gateway, City city, Stream stream, string period, string? cursor, CancellationToken cancel) =>
        gateway.ItemsAsync("observations", new Dictionary<string, string?>
        {
            ["city"] = city.Id,
            ["datastream"] = $"{stream.Id}",
            ["datetime"] = period,
            ["limit"] = $"{FeaturesView.PageSize}",
            ["cursor"] = cursor,
        }, cancel);

    private static List<Station> Measuring(IReadOnlyList<FeatureRow> rows, List<Stream> streams)
    {
        var measuring = streams.Select(s => s.Station).ToHashSet();
        return rows.Where(r => measuring.Contains(r.Id))
            .Select(r => new Station(r.Id, r.Text("name") ?? r.Id))
            .OrderBy(s => s.Name, StringComparer.CurrentCulture)
            .ToList();
    }

    private static Station? Choose(List<Station> stations, List<Stream> streams, SeriesQuestion question) =>
        stations.Find(s => s.Id == question.Station)
        ?? stations.Find(s => s.Id == streams.Find(d => d.Id == question.Datastream)?.Station)
        ?? stations.Find(s => s.Id == streams.MaxBy(d => (d.Last, d.Count))?.Station);

    private static (DateOnly From, DateOnly To) Span(Stream? stream, SeriesQuestion question, string zone)
    {
        if (stream?.First is not { } first || stream.Last is not { } last)
            return (question.From ?? default, question.To ?? default);
        var to = question.To ?? Local(last, zone);
        var share = Math.Min(1, FirstLook / Math.Max(1, stream.Count));
        var from = question.From ?? Local(last - TimeSpan.FromTicks((long)((last - first).Ticks * share)), zone);
        return from <= to ? (from, to) : (to, from);
    }

    // Both ends belong to an interval, so it ends just before the next day begins.
    private static string PeriodOf(DateOnly from, DateOnly to, string zone) =>
        $"{Written(Begin(from, zone))}/{Written(Begin(to.AddDays(1), zone).AddMilliseconds(-1))}";

    private static DateTime Begin(DateOnly day, string zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, Zone(zone).GetUtcOffset(local)).UtcDateTime;
    }

    private static string Written(DateTime instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    private static DateOnly Local(DateTimeOffset time, string zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, Zone(zone)).DateTime);

    private static TimeZoneInfo Zone(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;
}
