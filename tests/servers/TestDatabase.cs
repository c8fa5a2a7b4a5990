using Npgsql;

namespace UrbanDataHub.Tests.Servers;

/// <summary>A fresh database made from <c>template_hub</c> (PostGIS and the other extensions are in it), dropped on dispose.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _server;

    private TestDatabase(string server, string name)
    {
        _server = server;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        Source = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <summary>Name of the database.</summary>
    public string Name { get; }

    /// <summary>Connection string with the database.</summary>
    public string ConnectionString { get; }

    /// <summary>A pool on the database.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Makes the database, in about a quarter of a second.</summary>
    /// <param name="name">A name that nothing else uses; default: a random one.</param>
    /// <param name="servers">Where; default: <see cref="TestServers.Shared"/>.</param>
    public static async Task<TestDatabase> CreateAsync(string? name = null, TestServers? servers = null)
    {
        var database = new TestDatabase(await (servers ?? TestServers.Shared).PostgresAsync(), name ?? $"test_{Guid.NewGuid():n}");
        await ExecuteAsync(database._server, $"CREATE DATABASE {Quoted(database.Name)} TEMPLATE template_hub");
        return database;
    }

    /// <summary>Drops databases by name, whoever is connected; those that do not exist are no error.</summary>
    /// <param name="server">Connection string without a database.</param>
    public static async Task DropAsync(string server, IEnumerable<string> names)
    {
        foreach (var name in names)
            await DropAsync(server, name);
    }

    /// <summary>The server's own vacuum may be at work in it, which only a superuser may end: it is gone in a moment.</summary>
    private static async Task DropAsync(string server, string name)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {Quoted(name)} WITH (FORCE)");
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege && attempt < 40)
            {
                await Task.Delay(250);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await DropAsync(_server, [Name]);
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
