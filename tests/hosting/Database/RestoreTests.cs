using Npgsql;
using UrbanDataHub.Hosting.Database;

namespace UrbanDataHub.Tests.Hosting.Database;

/// <summary>A dump, restored with PostgreSQL's own tools into a database of the same name.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task A_restored_database_works_on_and_its_feeds_begin_anew()
    {
        await using var benches = await Benches.CreateAsync();
        var database = await benches.MigrateAsync(("name", "\"type\": \"string\""));
        await RunAsync(database, "INSERT INTO collections.benches (city, local_id, from_source, row_fingerprint, name) SELECT 'leipzig', n::text, 'benches', '\\x00', n::text FROM generate_series(1, 50) n");
        const string Epoch = "SELECT hub.change_epoch('collections.benches')";
        var before = await Benches.AskAsync<string>(database, Epoch);

        await DumpAndRestoreAsync(database.Name);
        database = await benches.MigrateAsync(("name", "\"type\": \"string\""));

        Assert.NotEqual(before, await Benches.AskAsync<string>(database, Epoch));
        Assert.Equal(50L, await Benches.AskAsync<long>(database, "SELECT count(*) FROM collections.benches WHERE change_xid < pg_snapshot_xmax(pg_current_snapshot())"));
        Assert.True(await Benches.AskAsync<bool>(database, "UPDATE collections.benches SET name = 'x' WHERE local_id = '7' RETURNING change_xid = pg_current_xact_id() AND change_seq > 50 AND created_xid < change_xid"));
    }

    private static async Task DumpAndRestoreAsync(string name)
    {
        var server = new NpgsqlConnectionStringBuilder(await TestServers.Shared.PostgresAsync());
        var environment = new Dictionary<string, string> { ["PGPASSWORD"] = server.Password!, ["PGHOST"] = server.Host!, ["PGPORT"] = $"{server.Port}", ["PGUSER"] = server.Username! };
        string[] files = [Path.GetTempFileName(), Path.GetTempFileName()];
        try
        {
            // Not the whole: the template has the extensions, which only a superuser may restore.
            await Shell.RunAsync("pg_dump", ["--file", files[0], "--schema", "hub", "--schema", "collections", name], environment);
            await Shell.RunAsync("pg_dump", ["--file", files[1], "--table", "public.migrations", name], environment);
            await TestDatabase.DropAsync(server.ConnectionString, [name]);
            await (await TestDatabase.CreateAsync(name)).Source.DisposeAsync();
            foreach (var file in files)
                await Shell.RunAsync("psql", ["--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", name, "--file", file], environment);
        }
        finally
        {
            Array.ForEach(files, File.Delete);
        }
    }

    private static async Task RunAsync(ServiceDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
