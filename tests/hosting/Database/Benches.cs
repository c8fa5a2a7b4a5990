using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Tests.Hosting.Database;

/// <summary>The database of a service that knows one collection, <c>benches</c>, with the properties that a test gives it.</summary>
internal sealed class Benches : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _server;
    private readonly string _node = $"test_{Guid.NewGuid():n}"[..17];
    private readonly List<ServiceDatabase> _databases = [];

    private Benches(string server) => _server = server;

    public static async Task<Benches> CreateAsync() => new(await TestServers.Shared.PostgresAsync());

    /// <summary>Migrates as a process of its own would, with its own pool.</summary>
    /// <param name="properties">Name and JSON Schema type of each property.</param>
    public async Task<ServiceDatabase> MigrateAsync(params (string Name, string Schema)[] properties)
    {
        var database = Open();
        await new MigrationRunner(database, NullLogger<MigrationRunner>.Instance).RunAsync([typeof(Benches).Assembly], [Describe(properties)], CancellationToken.None);
        return database;
    }

    /// <summary>The service's database, with a pool of its own.</summary>
    public ServiceDatabase Open()
    {
        var file = new NodeFile(_node, new LocalText(_node, _node), new Uri("http://127.0.0.1"), "127.0.0.1", new Dictionary<string, int>(), ["leipzig"], []);
        var settings = new HubSettings(HubRoot.Path, file, "", _server, new Uri("amqp://localhost"), new Uri("mqtt://localhost"), false);
        var database = new ServiceDatabase(settings, Programs.Social);
        lock (_databases)
            _databases.Add(database);
        return database;
    }

    /// <summary>Name and type of the columns that the properties made.</summary>
    public static async Task<Dictionary<string, string>> ColumnsAsync(ServiceDatabase database)
    {
        await using var command = database.Source.CreateCommand("""
            SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'collections' AND table_name = 'benches'
            """);
        await using var row = await command.ExecuteReaderAsync();
        var columns = new Dictionary<string, string>();
        while (await row.ReadAsync())
            columns.Add(row.GetString(0), row.GetString(1));
        return columns;
    }

    /// <summary>The one value of a statement.</summary>
    public static async Task<T> AskAsync<T>(ServiceDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
            await database.DisposeAsync();
        await TestDatabase.DropAsync(_server, [$"{_node}_{Programs.Social}"]);
        _folder.Dispose();
    }

    private CollectionDescriptor Describe((string Name, string Schema)[] properties)
    {
        const string Title = """{ "de": "Bänke", "en": "Benches" }""";
        var members = properties.Select(p => $$""" "{{p.Name}}": { {{p.Schema}}, "x-hub-title": {{Title}} }""").Append(""" "geometry": { "format": "geometry-point" }""");
        var folder = Guid.NewGuid().ToString("n");
        _folder.Write($"{folder}/social/benches.json", $$"""
            { "x-hub": { "title": {{Title}}, "description": {{Title}}, "singular": "bench", "theme": "ENVI" },
              "properties": { {{string.Join(',', members)}} } }
            """);
        return CollectionCatalogue.Load(Path.Combine(_folder.Path, folder)).Find("benches")!;
    }
}
