using System.Collections.Concurrent;
using Npgsql;

namespace UrbanDataHub.Tests.Features.Trial;

/// <summary>
/// The social service as a process, with the collections of this folder and many empty cities: each test class fills one
/// of its own by SQL and asks over HTTP. Shared by all classes of the assembly.
/// </summary>
public sealed class TrialNode : IAsyncDisposable
{
    /// <summary>Cities with a meaning in <c>views.sql</c>; the others are given out by <see cref="NextCity"/>.</summary>
    private static readonly string[] _known = ["early", "middle", "slow"];

    private readonly string _root;
    private readonly ConcurrentQueue<string> _free;

    private TrialNode(TestNode node, string root, IEnumerable<string> cities)
    {
        (Node, _root, _free) = (node, root, new ConcurrentQueue<string>(cities));
        Database = NpgsqlDataSource.Create(node.ConnectionString(HubProgram.Social));
    }

    public TestNode Node { get; }

    public NodeProcess Service => Node[HubProgram.Social];

    public NpgsqlDataSource Database { get; }

    /// <summary>A city that no other test has.</summary>
    public string NextCity() => _free.TryDequeue(out var city) ? city : throw new InvalidOperationException("Let the node have more cities.");

    public static async Task<TrialNode> StartAsync()
    {
        var root = Directory.CreateTempSubdirectory("hub-features-").FullName;
        var cities = Enumerable.Range(1, 140).Select(n => $"city{n}").ToList();
        WriteRoot(root, [.. _known, .. cities]);
        var options = new TestNodeOptions { Root = root, Data = root };
        var trial = new TrialNode(await TestNode.StartAsync([.. _known, .. cities], [HubProgram.Social], options), root, cities);
        await trial.ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Trial", "views.sql")));
        foreach (var (city, collection) in new[] { ("early", "faulty"), ("middle", "faulty"), ("slow", "slow") })
            await new Rows(trial, city).DescribeAsync(collection, 20000);
        return trial;
    }

    /// <summary>Runs a statement on the service's database.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The one value of a statement.</summary>
    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await Node.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private static void WriteRoot(string root, IReadOnlyList<string> cities)
    {
        var collections = Directory.CreateDirectory(Path.Combine(root, "schemas", "collections", "social")).FullName;
        foreach (var descriptor in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Trial"), "*.json"))
            File.Copy(descriptor, Path.Combine(collections, Path.GetFileName(descriptor)));
        Directory.CreateSymbolicLink(Path.Combine(root, "schemas", "vocabularies"), HubRoot.Combine("schemas", "vocabularies"));
        foreach (var city in cities)
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, "infra", "cities", city)).FullName;
            File.WriteAllText(Path.Combine(folder, "city.yaml"), $$"""
                city: {{city}}
                name: { de: {{city}}, en: {{city}} }
                key: "00000000"
                zone: Europe/Berlin
                bbox: [-180, -90, 180, 90]
                publisher: Nobody
                """);
        }
    }
}

/// <summary>The one node of the assembly.</summary>
public sealed class SharedTrial() : Once<TrialNode>(TrialNode.StartAsync);
