using System.Globalization;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Ingest.Importing;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Fetching;

/// <summary>The command <c>fetch</c>: downloads the files of this service's sources that are missing, and asks again for those it downloaded before.</summary>
public sealed class FetchCommand(NodeSources sources, SourceFetcher fetcher, HubSettings settings, TextWriter output)
{
    /// <summary>Says of each file how it went. Files on a server that cannot be reached are named without trying each.</summary>
    /// <returns>0, or 1 when an obligatory file could not be had or a source file is wrong.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var failed = 0;
        var silent = new Dictionary<string, string>(StringComparer.Ordinal);
        var cities = sources.Read().ToList();
        foreach (var wrong in cities.SelectMany(c => c.Refused.Where(r => r.State == ImportStates.Failed && c.Undescribed.All(s => s.Name != r.Name))))
        {
            await output.WriteLineAsync($"  {wrong.Reason}");
            failed++;
        }

        var wanted = cities.SelectMany(c => c.Sources.Concat(c.Undescribed)).SelectMany(s => s.Files.Select(f => (Source: s, File: f))).DistinctBy(w => w.File.Path).ToList();
        for (var i = 0; i < wanted.Count; i++)
        {
            var (source, file) = wanted[i];
            var host = file.Download(settings.GitHub).Authority;
            var result = silent.TryGetValue(host, out var reason) ? FetchResult.Failed(reason) : await fetcher.FetchAsync(file, source.Reading.Limit, cancel);
            if (result is { State: FetchState.Failed, NoConnection: true })
                silent.TryAdd(host, $"there is no connection to {host}");
            if (result.State == FetchState.Failed)
                failed++;
            await output.WriteLineAsync($"  [{i + 1}/{wanted.Count}] {file.Path}: {Say(result)}");
        }

        return failed == 0 ? 0 : 1;
    }

    private static string Say(FetchResult result) => result.State switch
    {
        FetchState.Fetched => $"downloaded, {(result.Bytes / 1024.0).ToString("#,##0.#", CultureInfo.InvariantCulture)} KB",
        FetchState.Unchanged => "unchanged",
        FetchState.Kept => "is there",
        FetchState.Absent => "not published, and not needed",
        FetchState.Failed => result.Reason!,
        _ => result.State.ToString(),
    };
}
