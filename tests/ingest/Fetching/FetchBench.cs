using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Ingest;
using UrbanDataHub.Ingest.Fetching;
using UrbanDataHub.Ingest.Importing;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Tests.Ingest.Fetching;

/// <summary>One city with the sources that a test writes, an empty data folder, and the command as the social service has it.</summary>
internal sealed class FetchBench : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hub-fetch-").FullName;

    public FetchBench()
    {
        Write("../cities/stadt/city.yaml", """
            city: stadt
            name: { de: Stadt, en: City }
            key: "00000000"
            zone: Europe/Berlin
            bbox: [7, 51, 8, 52]
            publisher: Stadt
            """);
        Write("../node.yaml", "node: bench\ntitle: { de: Bank, en: Bench }\nurl: http://127.0.0.1:1\nport: 1\ncities: [stadt]\npartners: []\n");
    }

    /// <summary>Where files of repositories come from.</summary>
    public Uri GitHub { get; set; } = new("http://127.0.0.1:1");

    private string Data => Path.Combine(_root, "data");

    /// <summary>Adds a source of playgrounds with these entries of <c>files</c>.</summary>
    public void Source(string name, params string[] files) => Source(name, files, 1_000_000);

    public void Source(string name, string file, int limit) => Source(name, [file], limit);

    /// <summary>Adds a source that is fetched and imported by a schedule.</summary>
    public void ScheduledSource(string name, string file, string schedule) => Source(name, [file], 1_000_000, $"schedule: \"{schedule}\"");

    /// <summary>Starts the social service with the city.</summary>
    public Task<TestNode> StartAsync(Uri gitHub) => TestNode.StartAsync(["stadt"], [HubProgram.Social], new TestNodeOptions
    {
        CitiesFolder = Path.Combine(_root, "cities"),
        Data = Data,
        Environment = new Dictionary<string, string> { ["HUB_GITHUB"] = gitHub.ToString() },
    });

    /// <summary>Runs the command.</summary>
    public async Task<(int Code, string Said)> FetchAsync()
    {
        var variables = new Dictionary<string, string>
        {
            ["HUB_ROOT"] = HubRoot.Path,
            ["HUB_NODE"] = Path.Combine(_root, "node.yaml"),
            ["HUB_CITIES"] = Path.Combine(_root, "cities"),
            ["HUB_DATA"] = Data,
            ["HUB_GITHUB"] = GitHub.ToString(),
        };
        var settings = HubSettings.From(variables.GetValueOrDefault);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(CollectionCatalogue.Load(settings.CollectionsFolder));
        builder.AddImports(Programs.Social);
        await using var services = builder.Services.BuildServiceProvider();
        await using var said = new StringWriter { NewLine = "\n" };
        var command = new FetchCommand(
            services.GetRequiredService<NodeSources>(), services.GetRequiredService<SourceFetcher>(), settings, said);
        return (await command.RunAsync(TestContext.Current.CancellationToken), said.ToString());
    }

    /// <summary>A file of the data folder.</summary>
    public string Read(string path) => File.ReadAllText(Path.Combine(Data, path));

    /// <summary>Puts a file into the data folder by hand.</summary>
    public void Write(string path, string text)
    {
        var full = Path.GetFullPath(Path.Combine(Data, path));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    /// <summary>Everything that lies in the data folder, half files too.</summary>
    public IEnumerable<string> Files() => Directory.Exists(Data) ? Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories) : [];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Source(string name, string[] files, int limit, string more = "") => Write($"../cities/stadt/{name}.yaml", $$"""
        collection: playgrounds
        title: { de: Spielplätze, en: Playgrounds }
        description: { de: Alle., en: All. }
        licence: cc-zero
        rights: A
        frequency: NEVER
        {{more}}
        files:
        {{string.Join('\n', files.Select(file => $"  - {file}"))}}
        read: { format: csv, delimiter: ";", limit: {{limit}} }
        id: id
        map:
          name: name
        geometry:
          point: { x: { constant: 7.5 }, y: { constant: 51.5 } }
        """);
}
