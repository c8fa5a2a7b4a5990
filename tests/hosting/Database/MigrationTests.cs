using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Tests.Hosting.Database;

/// <summary>Numbered files and derived tables (infra/decisions/0002).</summary>
public sealed class MigrationTests
{
    private static readonly (string, string) _name = ("name", "\"type\": \"string\"");
    private static readonly (string, string) _seats = ("seats", "\"type\": \"integer\"");

    [Fact]
    public async Task Twice_is_once()
    {
        await using var benches = await Benches.CreateAsync();
        await benches.MigrateAsync(_name, _seats);
        var database = await benches.MigrateAsync(_name, _seats);

        Assert.Equal(1L, await Benches.AskAsync<long>(database, "SELECT count(*) FROM hub.counted"));
        Assert.Equal(1L, await Benches.AskAsync<long>(database, "SELECT count(*) FROM public.migrations WHERE name = 'migrations/tests/0001_counted.sql'"));
    }

    [Fact]
    public async Task Several_copies_of_a_service_may_migrate_at_the_same_time()
    {
        await using var benches = await Benches.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => benches.MigrateAsync(_name, _seats)));

        var database = benches.Open();
        Assert.Equal(1L, await Benches.AskAsync<long>(database, "SELECT count(*) FROM hub.counted"));
        Assert.Equal(0L, await Benches.AskAsync<long>(database, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
    }

    [Fact]
    public async Task A_table_has_a_typed_column_for_each_property()
    {
        await using var benches = await Benches.CreateAsync();
        var database = await benches.MigrateAsync(
            _name, _seats, ("height", "\"type\": \"number\""), ("hasBack", "\"type\": \"boolean\""), ("built", "\"type\": \"string\", \"format\": \"date\""),
            ("checkedAt", "\"type\": \"string\", \"format\": \"date-time\""), ("materials", "\"type\": \"array\", \"items\": { \"type\": \"string\" }"));

        var columns = await Benches.ColumnsAsync(database);
        Assert.Equal(
            ["text", "bigint", "double precision", "boolean", "date", "timestamp with time zone", "ARRAY", "USER-DEFINED"],
            new[] { "name", "seats", "height", "hasBack", "built", "checkedAt", "materials", "geom" }.Select(c => columns[c]));
    }

    [Fact]
    public async Task A_new_property_becomes_a_column_and_the_rows_stay()
    {
        await using var benches = await Benches.CreateAsync();
        var database = await benches.MigrateAsync(_name);
        await Benches.AskAsync<string>(database, """
            INSERT INTO collections.benches (city, local_id, from_source, row_fingerprint, change_seq, name)
            VALUES ('leipzig', '1', 'benches', '\x00', 1, 'Am Markt') RETURNING name
            """);

        database = await benches.MigrateAsync(_name, _seats);

        Assert.Equal("bigint", (await Benches.ColumnsAsync(database))["seats"]);
        Assert.Equal("Am Markt", await Benches.AskAsync<string>(database, "SELECT name FROM collections.benches WHERE seats IS NULL"));
    }

    [Fact]
    public async Task A_property_that_is_gone_keeps_its_column()
    {
        await using var benches = await Benches.CreateAsync();
        await benches.MigrateAsync(_name, _seats);
        var database = await benches.MigrateAsync(_name);

        Assert.Contains("seats", await Benches.ColumnsAsync(database));
    }

    [Fact]
    public async Task Another_type_is_refused_with_a_sentence_and_the_next_one_may_migrate()
    {
        await using var benches = await Benches.CreateAsync();
        await benches.MigrateAsync(_name, _seats);

        var error = await Assert.ThrowsAsync<DescriptorException>(() => benches.MigrateAsync(_name, ("seats", "\"type\": \"string\"")));

        Assert.Equal("benches: properties.seats: is text in the descriptor, but bigint in the table; give the property a new name.", error.Message);
        var database = await benches.MigrateAsync(_name, _seats).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal("bigint", (await Benches.ColumnsAsync(database))["seats"]);
    }

    [Fact]
    public async Task A_property_may_be_called_like_what_the_hub_keeps_of_a_row()
    {
        await using var benches = await Benches.CreateAsync();
        var database = await benches.MigrateAsync(
            ("source", "\"type\": \"integer\""), ("fingerprint", "\"type\": \"integer\""), ("seq", "\"type\": \"boolean\""),
            ("order", "\"type\": \"string\""), ("select", "\"type\": \"string\""));

        Assert.Equal("bigint", (await Benches.ColumnsAsync(database))["source"]);
    }

    [Fact]
    public async Task A_property_that_is_called_like_a_column_of_ours_or_of_PostgreSQL_has_another_column()
    {
        await using var benches = await Benches.CreateAsync();
        var number = "\"type\": \"integer\"";
        var database = await benches.MigrateAsync(("geom", number), ("local_id", number), ("xmin", number), ("xmin_", number));

        var columns = await Benches.ColumnsAsync(database);
        Assert.Equal("text", columns["local_id"]);
        Assert.All(["geom_", "local_id_", "xmin_", "xmin__"], name => Assert.Equal("bigint", columns[name]));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("city")]
    [InlineData("1st")]
    [InlineData("__typename")]
    [InlineData("Straße")]
    public async Task A_name_that_not_every_door_takes_is_refused(string name)
    {
        await using var benches = await Benches.CreateAsync();
        var error = await Assert.ThrowsAsync<DescriptorException>(() => benches.MigrateAsync((name, "\"type\": \"string\"")));
        Assert.Contains("properties." + name, error.Message, StringComparison.Ordinal);
    }
}
