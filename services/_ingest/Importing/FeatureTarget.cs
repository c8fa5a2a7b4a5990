using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Messaging;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;
using UrbanDataHub.Schemas.Events;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>
/// Replaces the features of a source by difference: binary COPY into a staging table, then one statement each for what is
/// new or different and for what is gone. Equal rows are not touched, so the same file twice changes nothing.
/// </summary>
internal sealed class FeatureTarget : IImportTarget
{
    private const int BigChange = 1_000;

    public bool Takes(SourceOrder order) => order == SourceOrder.Features;

    public async Task<ImportOutcome> WriteAsync(ImportContext context, IEnumerable<MappedItem> items, CancellationToken cancel)
    {
        var statements = new FeatureStatements(context.Descriptor, context.IsPart);
        await LockAsync(context, cancel);
        await StageAsync(context, statements, items.Cast<MappedFeature>(), cancel);
        await RejectForeignAsync(context, statements, cancel);
        var outcome = await CompareAsync(context, statements, cancel);
        if (outcome.HeldBack is not null || !outcome.Changed)
            return outcome;

        var change = await ApplyAsync(context, statements, outcome, cancel);
        await Outbox.AddAsync(context.Connection, context.Transaction, change, cancel);
        return outcome;
    }

    /// <summary>Two runs over the same dataset would each compare with a past that the other changes.</summary>
    private static Task LockAsync(ImportContext context, CancellationToken cancel) =>
        ExecuteAsync(context, "SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || $2, 0))", cancel, context.Source.City, context.Descriptor.Id);

    private static async Task StageAsync(ImportContext context, FeatureStatements statements, IEnumerable<MappedFeature> features, CancellationToken cancel)
    {
        await ExecuteAsync(context, statements.CreateStaging, cancel);
        var kinds = context.Descriptor.Properties.Select(p => CollectionTable.ParameterType(p.Kind)).ToArray();
        await using (var copy = await context.Connection.BeginBinaryImportAsync(statements.CopyStaging, cancel))
        {
            foreach (var feature in features)
            {
                await copy.StartRowAsync(cancel);
                await copy.WriteAsync(feature.File, NpgsqlDbType.Text, cancel);
                await copy.WriteAsync(feature.Line, NpgsqlDbType.Bigint, cancel);
                await copy.WriteAsync(feature.LocalId, NpgsqlDbType.Text, cancel);
                await copy.WriteAsync(feature.Fingerprint, NpgsqlDbType.Bytea, cancel);
                await WriteAsync(copy, feature.Geometry, NpgsqlDbType.Bytea, cancel);
                for (var i = 0; i < kinds.Length; i++)
                    await WriteAsync(copy, feature.Values[i] is DateTimeOffset instant ? instant.UtcDateTime : feature.Values[i], kinds[i], cancel);
            }

            await copy.CompleteAsync(cancel);
        }

        await ExecuteAsync(context, FeatureStatements.SettleStaging, cancel);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, object? value, NpgsqlDbType type, CancellationToken cancel) =>
        value is null ? copy.WriteNullAsync(cancel) : copy.WriteAsync(value, type, cancel);

    /// <summary>A row whose id another source of the city holds would be taken from it; it is rejected instead.</summary>
    private static async Task RejectForeignAsync(ImportContext context, FeatureStatements statements, CancellationToken cancel)
    {
        await using var command = Command(context, statements.TakeForeign, context.Source.City, context.Source.Name);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            context.Rejected.Add(new RejectedItem(row.GetString(0), row.GetInt64(1), "id",
                $"The id '{row.GetString(2)}' belongs to the source '{row.GetString(3)}'; ids of the sources of one collection must not meet", ""));
        }
    }

    private static async Task<ImportOutcome> CompareAsync(ImportContext context, FeatureStatements statements, CancellationToken cancel)
    {
        await using var command = Command(context, statements.Compare, context.Source.City, context.Source.Name);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        var (inserted, updated, unchanged, deleted) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
        var before = updated + unchanged + deleted;
        var heldBack = !context.Released && before > 0 && deleted > context.Source.Shrink * before
            ? $"The source would delete {deleted} of {before} features, more than its limit of {context.Source.Shrink:P0}; release the import if that is right"
            : null;
        return heldBack is null ? new ImportOutcome(inserted, updated, deleted, unchanged) : new ImportOutcome(0, 0, 0, before, heldBack);
    }

    private static async Task<FeaturesChanged> ApplyAsync(ImportContext context, FeatureStatements statements, ImportOutcome outcome, CancellationToken cancel)
    {
        var (city, source) = (context.Source.City, context.Source.Name);
        long first, last;
        double[]? box;
        IReadOnlyList<double[]> boxes;
        await using (var apply = Command(context, statements.Apply, city, source))
        await using (var row = await apply.ExecuteReaderAsync(cancel))
        {
            await row.ReadAsync(cancel);
            (first, last) = (row.GetInt64(0), row.GetInt64(1));
            box = row.IsDBNull(2) ? null : row.GetFieldValue<double[]>(2);
            boxes = row.IsDBNull(3) ? [] : Boxes(row.GetFieldValue<double[,]>(3));
        }

        await ExecuteAsync(context, CollectionTable.Summarise(context.Descriptor), cancel, city, context.Descriptor.Id);
        if (outcome.Inserted + outcome.Updated + outcome.Deleted > BigChange)
            await ExecuteAsync(context, statements.Settle, cancel);
        return new FeaturesChanged(city, context.Descriptor.Id, outcome.Inserted, outcome.Updated, outcome.Deleted, first, last, box, DateTimeOffset.UtcNow, boxes);
    }

    private static double[][] Boxes(double[,] rows) =>
        [.. Enumerable.Range(0, rows.GetLength(0)).Select(i => new[] { rows[i, 0], rows[i, 1], rows[i, 2], rows[i, 3] })];

    private static NpgsqlCommand Command(ImportContext context, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = new NpgsqlCommand(sql, context.Connection, context.Transaction) { CommandTimeout = 0 };
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter, NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }

    private static async Task ExecuteAsync(ImportContext context, string sql, CancellationToken cancel, params string[] parameters)
    {
        await using var command = Command(context, sql, parameters);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
