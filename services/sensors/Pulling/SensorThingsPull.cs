using System.Globalization;
using System.Text.Json;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Sensors.Pulling;

/// <summary>A server of SensorThings 1.1: its Datastreams with Thing, Location and ObservedProperty, and the Observations of each.</summary>
internal sealed class SensorThingsPull(PullClient client, SourceFile source, ForeignEntities entities) : IPullServer
{
    // Of a server that makes ever new pages of Datastreams.
    private const int MostPages = 1_000;
    private const int DatastreamsPage = 200;

    private readonly PullSpec _spec = source.Reading.Pull!;

    /// <inheritdoc/>
    public async Task<PullStreams> StreamsAsync(CancellationToken cancel)
    {
        var found = new PullStreams([], [], []);
        var (streams, stations, properties) = (new Dictionary<string, PullStream>(StringComparer.Ordinal), new Dictionary<string, MappedItem>(StringComparer.Ordinal), new Dictionary<string, PulledProperty>(StringComparer.Ordinal));
        Uri? page = Address("Datastreams", $"$expand=Thing($expand=Locations),ObservedProperty&$top={DatastreamsPage}", _spec.Filter);
        for (var pages = 0; page is not null; pages++)
        {
            if (pages == MostPages)
                throw new PullFault($"has more than {MostPages} pages of Datastreams; read.filter names those that are wanted");
            using var document = PullLinks.Parse(await client.GetAsync(page, source.Reading.Limit, cancel), "value", out var rows);
            foreach (var row in rows.EnumerateArray())
            {
                if (entities.Read(row, stations) is not { } stream)
                    continue;
                streams[stream.Name] = stream;
                properties[stream.Property.Code] = stream.Property;
            }

            page = Next(document.RootElement, page);
        }

        return found with { Streams = [.. streams.Values], Stations = [.. stations.Values], Properties = [.. properties.Values] };
    }

    /// <inheritdoc/>
    public Uri First(PullStream stream, DateTimeOffset? from)
    {
        var time = _spec.ByResultTime ? "resultTime" : "phenomenonTime";
        var filter = from is { } begin ? $"{time} ge {begin.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture)}" : null;
        return Address(((ForeignDatastream)stream).Path, $"$orderby={time} asc&$top={_spec.Page}", filter);
    }

    /// <inheritdoc/>
    public async Task<PullPage> ReadAsync(PullStream stream, Uri page, CancellationToken cancel)
    {
        using var document = PullLinks.Parse(await client.GetAsync(page, source.Reading.Limit, cancel), "value", out var rows);
        var reader = new ForeignObservations((ForeignDatastream)stream, _spec.ByResultTime);
        var items = reader.Read(rows);
        return new PullPage(items, items.Count, 0, reader.Latest, Next(document.RootElement, page), PullLinks.Content(rows));
    }

    private Uri? Next(JsonElement root, Uri page) => PullLinks.Text(root, "@iot.nextLink") is { } link ? PullLinks.Inside(_spec.Url, page, link) : null;

    private Uri Address(string path, string options, string? filter) =>
        new($"{_spec.Url.ToString().TrimEnd('/')}/{path}?{options.Replace(" ", "%20", StringComparison.Ordinal)}{(filter is null ? "" : "&$filter=" + Uri.EscapeDataString(filter))}");
}
