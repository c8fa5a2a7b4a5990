using Npgsql;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;
using UrbanDataHub.Sensors.SensorThings.Sql;

namespace UrbanDataHub.Sensors.SensorThings.Answering;

/// <summary>Reads pages with what is expanded in them: one statement for each relation, however many entities there are.</summary>
internal sealed class EntityReader(NpgsqlConnection connection, CancellationToken cancel)
{
    private const int MostEntities = 250_000;

    private int _read;

    /// <summary>The page of a question.</summary>
    /// <param name="scope">What the path demands; null for all.</param>
    /// <param name="behind">Position of the last row before the page.</param>
    public async Task<EntityPage> PageAsync(EntityQuery query, Scope? scope, IReadOnlyList<string?>? behind)
    {
        var count = query.Count ? (long?)(await ReadAsync(PageSql.Count(query, scope), row => row.GetInt64(0)))[0] : null;
        var rows = await ReadAsync(PageSql.Page(query, scope, behind), row => Row(query, row, 0));
        var page = Cut(query, rows, count);
        await ExpandAsync(query, page.Rows);
        return page;
    }

    /// <summary>The paths of all members that a property has in the entities of a question; an empty one where it is no object.</summary>
    public Task<List<string[]>> MembersAsync(EntityQuery query, Scope? scope, EntityProperty property) =>
        ReadAsync(PageSql.Members(query, scope, property), row => row.GetFieldValue<string[]>(0));

    /// <summary>The entity that the steps of a path lead to; null when there is none.</summary>
    public async Task<long?> FindAsync(IReadOnlyList<PathStep> steps)
    {
        long id = 0;
        for (var i = 0; i < steps.Count; i++)
        {
            var found = await ReadAsync(PageSql.Step(steps[i], i == 0 ? null : steps[i - 1], id), row => row.GetInt64(0));
            if (found.Count == 0)
                return null;
            id = found[0];
        }

        return id;
    }

    /// <summary>What the entities of a relation have in common with their owner; null when it leads nowhere.</summary>
    public async Task<long?> OwnerAsync(PathStep step, Navigation navigation, long id) => navigation.From == "id" ? id :
        (await ReadAsync(PageSql.Owner(step, navigation, id), row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0))).FirstOrDefault();

    private async Task ExpandAsync(EntityQuery query, IReadOnlyList<EntityRow> rows)
    {
        for (var i = 0; i < query.Expand.Count; i++)
        {
            var (expansion, at) = (query.Expand[i], i);
            var owners = rows.Select(r => r.Owners[at]).OfType<long>().Distinct().ToList();
            if (owners.Count == 0)
                continue;
            var pages = await PagesAsync(expansion, owners);
            foreach (var row in rows.Where(r => r.Owners[at] is not null))
                row.Related[at] = pages[row.Owners[at]!.Value];
        }
    }

    private async Task<Dictionary<long, EntityPage>> PagesAsync(Expansion expansion, List<long> owners)
    {
        var query = expansion.Query;
        var counts = query.Count ? (await ReadAsync(PageSql.RelatedCounts(expansion, owners), row => (Owner: row.GetInt64(0), Count: row.GetInt64(1)))).ToDictionary(c => c.Owner, c => c.Count) : [];
        var rows = await ReadAsync(PageSql.Related(expansion, owners), row => (Owner: row.GetInt64(0), Row: Row(query, row, 1)));
        var byOwner = rows.ToLookup(r => r.Owner, r => r.Row);
        var pages = owners.ToDictionary(o => o, o => Cut(query, [.. byOwner[o]], counts.TryGetValue(o, out var count) ? count : null));
        await ExpandAsync(query, [.. pages.Values.SelectMany(p => p.Rows)]);
        return pages;
    }

    private static EntityPage Cut(EntityQuery query, List<EntityRow> rows, long? count) =>
        new(rows.Count > query.Top ? rows[..query.Top] : rows, rows.Count > query.Top, count);

    private static EntityRow Row(EntityQuery query, NpgsqlDataReader row, int at)
    {
        var (id, position) = (row.GetInt64(at++), row.GetFieldValue<string?[]>(at++));
        var values = new List<object?>();
        foreach (var property in PageSql.Written(query))
        {
            values.Add(row.IsDBNull(at) ? null : Value(property, row, at));
            at += property.Kind == ValueKind.Period ? 2 : 1;
        }

        var owners = query.Expand.Select((_, i) => row.IsDBNull(at + i) ? (long?)null : row.GetInt64(at + i)).ToArray();
        at += query.Expand.Count;
        return new EntityRow(id, position, [.. values], owners) { Absent = [.. PageSql.Uncertain(query).Where((_, i) => !row.GetBoolean(at + i))] };
    }

    private static object Value(EntityProperty property, NpgsqlDataReader row, int at) => property.Kind switch
    {
        _ when property.Json is not null => new RawJson(row.GetString(at)),
        ValueKind.Geometry or ValueKind.Json => new RawJson(row.GetString(at)),
        ValueKind.Period => new Period(row.GetDateTime(at), row.IsDBNull(at + 1) ? null : row.GetDateTime(at + 1)),
        ValueKind.Time => row.GetDateTime(at),
        ValueKind.Number => row.GetDouble(at),
        _ => row.GetString(at),
    };

    private async Task<List<T>> ReadAsync<T>(SqlText sql, Func<NpgsqlDataReader, T> read)
    {
        try
        {
            await using var command = sql.Command(connection);
            await using var row = await command.ExecuteReaderAsync(cancel);
            var all = new List<T>();
            while (await row.ReadAsync(cancel))
            {
                if (++_read > MostEntities)
                    throw ProblemException.Parameter400("$expand", $"The answer has more than {MostEntities} entities. Ask for fewer with $top, outside or in the parentheses of $expand.");
                all.Add(read(row));
            }

            return all;
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState == PostgresErrorCodes.InternalError)
        {
            // Class 22, data exception: an expression meets a value that it cannot be worked out for. PostGIS calls such faults internal.
            throw ProblemException.Parameter400("$filter", $"The expression cannot be worked out for some entity: {e.MessageText}.");
        }
    }
}
