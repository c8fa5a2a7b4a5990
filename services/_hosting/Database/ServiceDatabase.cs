using Npgsql;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Hosting.Database;

/// <summary>The one database of a service: <c>&lt;node&gt;_&lt;service&gt;</c>.</summary>
public sealed class ServiceDatabase : IAsyncDisposable
{
    private const string Template = "template_hub";
    private readonly string _server;

    /// <summary>Prepares the pool; connects to nothing yet.</summary>
    public ServiceDatabase(HubSettings settings, string program)
    {
        _server = settings.Postgres;
        Name = $"{settings.Node.Node}_{program}";
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(_server)
        {
            Database = Name,
            ApplicationName = Name,
            MaxPoolSize = 20,
            // Prepared once and reused: planning the same page query again costs as much as running it.
            MaxAutoPrepare = 40,
            AutoPrepareMinUsages = 2,
        }.ConnectionString);
        Source = builder.Build();
    }

    /// <summary>Name of the database.</summary>
    public string Name { get; }

    /// <summary>The pool that everything in the service uses.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>
    /// A connection that holds the advisory lock <paramref name="number"/> until it is disposed or its process dies; waits
    /// for whoever holds it. It is none of the pool: that would keep session and lock alive after it is given back.
    /// </summary>
    public async Task<NpgsqlConnection> LeaseAsync(long number, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server) { Database = Name, ApplicationName = Name, Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection) { CommandTimeout = 0 };
            command.Parameters.AddWithValue(number);
            await command.ExecuteNonQueryAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the database from the template that an administrator prepared with PostGIS.</summary>
    public async Task CreateIfMissingAsync(CancellationToken cancel)
    {
        await using var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_server) { Database = "postgres", Pooling = false }.ConnectionString);
        await using var find = server.CreateCommand("SELECT 1 FROM pg_database WHERE datname = $1");
        find.Parameters.AddWithValue(Name);
        if (await find.ExecuteScalarAsync(cancel) is not null)
            return;
        try
        {
            await using var create = server.CreateCommand($"CREATE DATABASE {Sql.Name(Name)} TEMPLATE {Template}");
            await create.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another replica was faster; that is all this method promises.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
