using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>A collection of a server of OGC API Features Part 1: stations, or measurements by <c>datetime</c>.</summary>
internal sealed class OgcPull(PullClient client, SourceFile source, CityFile city, string dataFolder) : IPullServer
{
    private readonly PullSpec _spec = source.Reading.Pull!;

    /// <inheritdoc/>
    public Task<PullStreams> StreamsAsync(CancellationToken cancel) => Task.FromResult(new PullStreams([new Whole()], [], []));

    /// <inheritdoc/>
    public Uri First(PullStream stream, DateTimeOffset? from)
    {
        var parameters = new Dictionary<string, string?>(_spec.Parameters.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)))
        {
            ["limit"] = _spec.Page.ToString(CultureInfo.InvariantCulture),
        };
        if (from is { } begin && source.Order == SourceOrder.Series)
            parameters["datetime"] = $"{begin.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture)}/..";
        return new Uri(QueryHelpers.AddQueryString($"{_spec.Url.ToString().TrimEnd('/')}/collections/{Uri.EscapeDataString(_spec.Collection!)}/items", parameters));
    }

    /// <inheritdoc/>
    public async Task<PullPage> ReadAsync(PullStream stream, Uri page, CancellationToken cancel)
    {
        var body = await client.GetAsync(page, source.Reading.Limit, cancel);
        using var document = PullLinks.Parse(body, "features", out var features);
        var rows = SourceRows.Open(source, city, source.Descriptor, dataFolder);
        try
        {
            var items = rows.ReadPage($"{_spec.Collection}/items", body, cancel);
            var latest = items.OfType<MappedObservation>().Select(o => (DateTimeOffset?)o.PhenomenonTime).Max();
            return new PullPage(items, rows.RowsRead, rows.RowsSkipped, latest, Next(document.RootElement, page), PullLinks.Content(features));
        }
        catch (BrokenFileException e)
        {
            throw new PullFault($"answers with a page that the source cannot read: {e.Message}", inner: e);
        }
    }

    private Uri? Next(JsonElement root, Uri page)
    {
        if (PullLinks.Member(root, "links") is not { ValueKind: JsonValueKind.Array } links)
            return null;
        var next = links.EnumerateArray()
            .Where(l => PullLinks.Text(l, "rel") == "next")
            .OrderByDescending(l => PullLinks.Text(l, "type")?.Contains("json", StringComparison.Ordinal) == true)
            .Select(l => PullLinks.Text(l, "href"))
            .FirstOrDefault();
        return next is null ? null : PullLinks.Inside(_spec.Url, page, next);
    }

    private sealed record Whole() : PullStream("");
}
