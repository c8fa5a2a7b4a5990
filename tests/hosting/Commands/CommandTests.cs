using System.Diagnostics;
using Npgsql;

namespace UrbanDataHub.Tests.Hosting.Commands;

/// <summary>A program that cannot start says why in one sentence, with exit code 2 and without a stack trace.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_node_it_says_which_variable_is_missing() =>
        AssertRefused(await RunAsync("migrate", []), "HUB_NODE is not set");

    [Fact]
    public async Task A_wrong_node_file_is_named() =>
        AssertRefused(await RunAsync("migrate", new() { ["HUB_NODE"] = _folder.Write("node.yaml", "node: rathaus\nurl: http://localhost\nport: 1\ncity: [leipzig]\n") }), "node.yaml: line 4");

    [Fact]
    public async Task A_wrong_descriptor_is_named()
    {
        _folder.Write("schemas/collections/social/benches.json", """{ "x-hub": { "title": { "de": "Bänke" } }, "properties": {} }""");
        AssertRefused(await RunAsync("migrate", new() { ["HUB_NODE"] = NodeFile(), ["HUB_ROOT"] = _folder.Path }), "benches.json: x-hub.title.en");
    }

    [Fact]
    public async Task An_unknown_command_lists_those_that_there_are() =>
        AssertRefused(await RunAsync("serv", new() { ["HUB_NODE"] = NodeFile() }), "'serv' is no command; there are migrate, fetch, describe and serve");

    [Fact]
    public async Task A_database_server_that_does_not_answer_is_a_sentence() =>
        AssertRefused(await RunAsync("migrate", new() { ["HUB_NODE"] = NodeFile(), ["HUB_POSTGRES"] = "Host=127.0.0.1;Port=1;Username=hub;Password=secret" }), "HUB_POSTGRES");

    [Fact]
    public async Task A_changed_type_stops_the_migration_with_a_sentence()
    {
        var server = await TestServers.Shared.PostgresAsync();
        var node = $"test_{Guid.NewGuid():n}"[..17];
        var variables = new Dictionary<string, string> { ["HUB_NODE"] = NodeFile(node), ["HUB_ROOT"] = _folder.Path, ["HUB_POSTGRES"] = server };
        try
        {
            WriteBenches("integer");
            Assert.Equal(0, (await RunAsync("migrate", variables)).Code);
            WriteBenches("string");
            AssertRefused(await RunAsync("migrate", variables), "benches: properties.seats");
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await TestDatabase.DropAsync(server, [$"{node}_social"]);
        }
    }

    private void WriteBenches(string type) => _folder.Write("schemas/collections/social/benches.json", $$"""
        { "x-hub": { "title": { "de": "Bänke", "en": "Benches" }, "description": { "de": "Bänke", "en": "Benches" }, "singular": "bench", "theme": "ENVI" },
          "properties": { "seats": { "type": "{{type}}", "x-hub-title": { "de": "Plätze", "en": "Seats" } } } }
        """);

    private string NodeFile(string node = "rathaus") =>
        _folder.Write($"{node}.yaml", $"node: {node}\nurl: http://127.0.0.1:1\nport: 1\ncities: [leipzig]\n");

    private static void AssertRefused((int Code, string Error) end, string named)
    {
        Assert.Equal(2, end.Code);
        Assert.Contains(named, end.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", end.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", end.Error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Error)> RunAsync(string word, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("dotnet", [HubRoot.Assembly("UrbanDataHub.Social"), word]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("HUB_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await error);
    }
}
