using System.Reflection;
using Microsoft.Extensions.Logging;
using Npgsql;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Hosting.Database;

/// <summary>
/// Makes a service's database and brings it up to date: the hub's own numbered SQL files, the tables that follow from
/// descriptors, then the numbered SQL files of the service, which may build on those tables. Each file is applied once.
/// </summary>
public sealed partial class MigrationRunner(ServiceDatabase database, ILogger<MigrationRunner> logger)
{
    // Any number, as long as every replica takes the same one.
    private const long Lock = 0x5544_4801;

    /// <summary>Applies what is missing. Safe to call from several replicas at once: one works, the others wait.</summary>
    public async Task RunAsync(IEnumerable<Assembly> service, IEnumerable<CollectionDescriptor> collections, CancellationToken cancel)
    {
        await database.CreateIfMissingAsync(cancel);
        await using var connection = await database.LeaseAsync(Lock, cancel);
        await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS public.migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())", cancel);
        foreach (var (name, sql) in Scripts(typeof(MigrationRunner).Assembly))
            await ApplyAsync(connection, name, sql, cancel);
        foreach (var collection in collections.Where(c => c.Derived))
            await CollectionTable.EnsureAsync(connection, collection, cancel);
        foreach (var (name, sql) in service.SelectMany(Scripts))
            await ApplyAsync(connection, name, sql, cancel);
    }

    private async Task ApplyAsync(NpgsqlConnection connection, string name, string sql, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var mark = new NpgsqlCommand("INSERT INTO public.migrations (name) VALUES ($1) ON CONFLICT DO NOTHING", connection, transaction);
        mark.Parameters.AddWithValue(name);
        if (await mark.ExecuteNonQueryAsync(cancel) == 0)
            return;
        await ExecuteAsync(connection, sql, cancel);
        await transaction.CommitAsync(cancel);
        Applied(logger, name, database.Name);
    }

    private static IEnumerable<(string Name, string Sql)> Scripts(Assembly assembly) =>
        assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith("migrations/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return (name, reader.ReadToEnd());
            });

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied {Migration} to {Database}")]
    private static partial void Applied(ILogger logger, string migration, string database);
}
