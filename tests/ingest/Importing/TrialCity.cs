using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Tests.Ingest.Importing;

/// <summary>One city on one real service: a test writes its files and source files, and asks for imports over HTTP as a steward does.</summary>
public abstract class TrialCity : IAsyncDisposable
{
    public const string Id = "stadt";
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hub-import-");
    private readonly HubProgram _program;

    private protected TrialCity(HubProgram program)
    {
        _program = program;
        WriteFile("../cities/stadt/city.yaml", """
            city: stadt
            name: { de: Stadt, en: City }
            key: "00000000"
            zone: Europe/Berlin
            bbox: [7, 51, 8, 52]
            publisher: Stadt
            """);
    }

    public TestNode Node { get; private set; } = null!;

    /// <summary>The events of the node since it started.</summary>
    internal EventQueue Events { get; private set; } = null!;

    public NodeProcess Service => Node[_program];

    public string ConnectionString => Node.ConnectionString(_program);

    /// <summary>Puts a file below the data folder.</summary>
    public void WriteFile(string path, string text) => WriteFile(path, Encoding.UTF8.GetBytes(text));

    public void WriteFile(string path, byte[] bytes) => File.WriteAllBytes(PathOf(path), bytes);

    /// <summary>The full path of a file below the data folder, whose folder exists.</summary>
    public string PathOf(string path)
    {
        var full = Path.GetFullPath(Path.Combine(_root.FullName, "data", path));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }

    public void WriteSource(string name, string yaml) => WriteFile($"../cities/{Id}/{name}.yaml", yaml);

    /// <summary>A source of playgrounds from a CSV file with id, name, area, lon and lat.</summary>
    public void WritePlaygrounds(string name, string file, string read = "format: csv", string more = "", string publisher = "Stadt", string licence = "cc-zero") => WriteSource(name, $$"""
        collection: playgrounds
        title: { de: Spielplätze {{name}}, en: Playgrounds {{name}} }
        description: { de: Alle., en: All. }
        publisher: {{publisher}}
        licence: {{licence}}
        rights: A
        frequency: NEVER
        {{more}}
        files: [ { path: {{file}}, url: "https://example.org/{{file}}" } ]
        read: { {{read}} }
        id: id
        map: { name: name, area: area }
        geometry: { point: { x: lon, y: lat } }
        """);

    /// <summary>Runs a source; null when nothing changed since its last success.</summary>
    public async Task<ImportReport?> RunAsync(string source, bool force = false)
    {
        using var answer = await Service.Http.PostAsJsonAsync($"/cities/{Id}/imports", new { source, force }, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        return answer.StatusCode == HttpStatusCode.NoContent ? null : JsonSerializer.Deserialize<ImportReport>(text, JsonSerializerOptions.Web);
    }

    public async Task<IReadOnlyList<ImportReport>> ReportsAsync(string source)
    {
        var answer = await Service.Http.GetFromJsonAsync<JsonElement>($"/cities/{Id}/imports?limit=500&source={source}", Cancel);
        return answer.GetProperty("imports").Deserialize<List<ImportReport>>(JsonSerializerOptions.Web)!;
    }

    public async Task<IReadOnlyList<RejectedRow>> RejectionsAsync(ImportReport report)
    {
        var answer = await Service.Http.GetFromJsonAsync<JsonElement>($"/cities/{Id}/imports/{report.Id}/rejections", Cancel);
        return answer.GetProperty("rejections").Deserialize<List<RejectedRow>>(JsonSerializerOptions.Web)!;
    }

    public async Task<Dataset> DatasetAsync(string collection)
    {
        var answer = await Service.Http.GetFromJsonAsync<JsonElement>($"/cities/{Id}/datasets", Cancel);
        return answer.GetProperty("datasets").Deserialize<List<Dataset>>(JsonSerializerOptions.Web)!.Single(d => d.Collection == collection);
    }

    /// <summary>A string property of each feature that is served, by local id.</summary>
    public async Task<SortedDictionary<string, string>> ServedAsync(string collection, string property)
    {
        var answer = await Service.Http.GetFromJsonAsync<JsonElement>($"/cities/{Id}/ogc/collections/{collection}/items?limit=1000", Cancel);
        var served = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var feature in answer.GetProperty("features").EnumerateArray())
            served.Add(feature.GetProperty("id").GetString()![(Id.Length + 1)..], feature.GetProperty("properties").GetProperty(property).ToString());
        return served;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Events is not null)
            await Events.DisposeAsync();
        if (Node is not null)
            await Node.DisposeAsync();
        _root.Delete(recursive: true);
    }

    internal async Task StartNodeAsync()
    {
        Node = await TestNode.StartAsync([Id], [_program], new TestNodeOptions
        {
            CitiesFolder = Path.Combine(_root.FullName, "cities"),
            Data = PathOf("."),
        });
        Events = await EventQueue.OpenAsync(Node.VirtualHost.Address);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
