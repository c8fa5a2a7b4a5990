using UrbanDataHub.Hosting.Database;

namespace UrbanDataHub.Tests.Hosting.Database;

/// <summary>The order of changes (infra/decisions/0008): tables from before it, restored rows, rows changed by hand.</summary>
public sealed class ChangeOrderTests
{
    private static readonly (string, string) _name = ("name", "\"type\": \"string\"");

    [Fact]
    public async Task A_table_from_before_gets_the_order_without_being_written_anew()
    {
        await using var benches = await Benches.CreateAsync();
        var database = await benches.MigrateAsync(_name);
        await RunAsync(database, """
            DROP TRIGGER place_change ON collections.benches;
            ALTER TABLE collections.benches DROP COLUMN change_xid, DROP COLUMN created_xid, ALTER COLUMN change_seq DROP DEFAULT;
            CREATE INDEX benches_seq ON collections.benches (city, change_seq);
            INSERT INTO collections.benches (city, local_id, from_source, row_fingerprint, change_seq) SELECT 'leipzig', n::text, 'benches', '\x00', nextval('hub.change_sequence') FROM generate_series(1, 100) n
            """);
        var file = await Benches.AskAsync<string>(database, "SELECT pg_relation_filepath('collections.benches')");

        database = await benches.MigrateAsync(_name);

        Assert.Equal(file, await Benches.AskAsync<string>(database, "SELECT pg_relation_filepath('collections.benches')"));
        Assert.Equal(100L, await Benches.AskAsync<long>(database, "SELECT count(*) FROM collections.benches WHERE change_xid = '0' AND created_xid = '0'"));
        Assert.Equal("benches_changes", await Benches.AskAsync<string>(database, "SELECT string_agg(indexname, ',') FROM pg_indexes WHERE tablename = 'benches' AND indexdef LIKE '%change%'"));
        Assert.True(await Benches.AskAsync<bool>(database, "INSERT INTO collections.benches (city, local_id, from_source, row_fingerprint) VALUES ('leipzig', 'new', 'benches', '\\x00') RETURNING change_xid = pg_current_xact_id() AND created_xid = change_xid AND change_seq > 100"));
    }

    [Fact]
    public async Task A_row_changed_by_hand_moves_to_the_end_and_begins_anew_when_it_is_revived()
    {
        await using var benches = await Benches.CreateAsync();
        var database = await benches.MigrateAsync(_name);
        await RunAsync(database, "INSERT INTO collections.benches (city, local_id, from_source, row_fingerprint) VALUES ('leipzig', '1', 'benches', '\\x00')");

        Assert.True(await Benches.AskAsync<bool>(database, "UPDATE collections.benches SET name = 'b' RETURNING change_xid = pg_current_xact_id() AND created_xid < change_xid AND change_seq = 2"));
        Assert.True(await Benches.AskAsync<bool>(database, "UPDATE collections.benches SET deleted_at = now() RETURNING change_xid = pg_current_xact_id() AND created_xid < change_xid"));
        Assert.True(await Benches.AskAsync<bool>(database, "UPDATE collections.benches SET deleted_at = NULL RETURNING change_xid = pg_current_xact_id() AND created_xid = change_xid"));
    }

    [Fact]
    public async Task Rows_restored_from_a_cluster_that_was_further_take_their_place_in_this_one()
    {
        await using var benches = await Benches.CreateAsync();
        var database = await benches.MigrateAsync(_name);
        await RunAsync(database, """
            INSERT INTO hub.datasets (city, collection, metadata) VALUES ('leipzig', 'benches', '{}');
            INSERT INTO collections.benches (city, local_id, from_source, row_fingerprint, change_xid, created_xid)
            VALUES ('leipzig', 'ahead', 'benches', '\x00', '900000000000', '900000000000'), ('leipzig', 'own', 'benches', '\x00', pg_current_xact_id(), '5')
            """);

        database = await benches.MigrateAsync(_name);

        Assert.Equal("ahead", await Benches.AskAsync<string>(database, "SELECT string_agg(local_id, ',') FROM collections.benches WHERE created_xid = '0'"));
        Assert.Equal(0L, await Benches.AskAsync<long>(database, "SELECT count(*) FROM collections.benches WHERE change_xid >= pg_snapshot_xmax(pg_current_snapshot())"));
    }

    [Fact]
    public async Task The_epoch_stays_with_the_table_and_is_another_one_for_another_table()
    {
        await using var benches = await Benches.CreateAsync();
        var database = await benches.MigrateAsync(_name);
        const string Epoch = "SELECT hub.change_epoch('collections.benches')";
        var before = await Benches.AskAsync<string>(database, Epoch);
        await RunAsync(database, "INSERT INTO collections.benches (city, local_id, from_source, row_fingerprint) VALUES ('leipzig', '1', 'benches', '\\x00')");
        await RunAsync(database, "VACUUM FULL collections.benches");

        Assert.Equal(before, await Benches.AskAsync<string>(await benches.MigrateAsync(_name), Epoch));
        await RunAsync(database, "DROP TABLE collections.benches");
        Assert.NotEqual(before, await Benches.AskAsync<string>(await benches.MigrateAsync(_name), Epoch));
    }

    private static async Task RunAsync(ServiceDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
