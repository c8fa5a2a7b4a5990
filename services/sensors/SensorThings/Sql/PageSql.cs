using System.Globalization;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Sql;

/// <summary>What a path demands of the entities at its end.</summary>
/// <param name="Condition">SQL: <c>{0}</c> is their alias, <c>{1}</c> the first value.</param>
internal sealed record Scope(string Condition, params object[] Values)
{
    /// <summary>Some entities by their ids.</summary>
    public static Scope Among(long[] ids) => new("{0}.id = ANY ({1})", ids);

    /// <summary>Some observations by their ids, all of them from this time to that: others' partitions are not looked at.</summary>
    public static Scope Among(long[] ids, DateTime from, DateTime to) => new("{0}.id = ANY ({1}) AND {0}.begin_time BETWEEN {2} AND {3}", ids, from, to);

    /// <summary>One entity by its id.</summary>
    public static Scope One(long id) => new("{0}.id = {1}", id);
}

/// <summary>The statements that read the entities of a question: one page, the pages of several owners at once, and their counts.</summary>
internal static class PageSql
{
    private const string Alias = "e";

    /// <summary>A page of the entities for which <paramref name="scope"/> holds; one row more than asked tells that there are more.</summary>
    /// <param name="scope">What the path demands; null for all.</param>
    /// <param name="behind">Position of the last row before the page.</param>
    public static SqlText Page(EntityQuery query, Scope? scope, IReadOnlyList<string?>? behind)
    {
        var sql = new SqlText();
        var order = RowOrder.Of(sql, query, Alias);
        var conditions = new List<string?> { Within(sql, scope), Filter(sql, query), behind is null ? null : order.Behind(sql, behind) };
        return sql.Add($"SELECT {Columns(query, order)} FROM {query.Type.View} {Alias}{Where(conditions)} ORDER BY {order.By} LIMIT {query.Top + 1} OFFSET {query.Skip}");
    }

    /// <summary>The ids of the entities, and behind each those that its relations to one lead to.</summary>
    public static SqlText Owners(EntityType type, Scope scope)
    {
        var (sql, one) = (new SqlText(), type.Navigations.Where(n => !n.Many).Select(n => n.Presence is { } presence ? $"CASE WHEN {presence} THEN {n.From} END" : n.From));
        return sql.Add($"SELECT {string.Join(", ", one.Prepend("id"))} FROM {type.View} {Alias}{Where([Within(sql, scope)])}");
    }

    /// <summary>How many entities there are, before top and skip.</summary>
    public static SqlText Count(EntityQuery query, Scope? scope)
    {
        var sql = new SqlText();
        var conditions = new[] { Within(sql, scope), Filter(sql, query) };
        return sql.Add($"SELECT count(*) FROM {query.Type.View} {Alias}{Where(conditions)}");
    }

    /// <summary>The paths of all members of a property that holds JSON, sorted; of objects only those of their members.</summary>
    public static SqlText Members(EntityQuery query, Scope? scope, EntityProperty property)
    {
        var sql = new SqlText();
        var conditions = new[] { Within(sql, scope), Filter(sql, query), $"{Alias}.{property.Column} IS NOT NULL" };
        return sql.Add($$"""
            WITH RECURSIVE member (path, value) AS (
                SELECT '{}'::text[], {{Alias}}.{{property.Column}} FROM {{query.Type.View}} {{Alias}}{{Where(conditions)}}
                UNION ALL
                SELECT m.path || b.key, b.value FROM member m CROSS JOIN LATERAL jsonb_each(CASE WHEN jsonb_typeof(m.value) = 'object' THEN m.value END) b
            )
            SELECT DISTINCT path FROM member WHERE jsonb_typeof(value) <> 'object' ORDER BY path
            """);
    }

    /// <summary>The first page of each owner, one after the other, with the owner in front of each row.</summary>
    /// <param name="owners">Values of the owners' side of the relation.</param>
    public static SqlText Related(Expansion expansion, IReadOnlyCollection<long> owners)
    {
        var (sql, query) = (new SqlText(), expansion.Query);
        var order = RowOrder.Of(sql, query, Alias);
        var conditions = new[] { expansion.Navigation.Holds(Alias, "o.owner"), Filter(sql, query) };
        return sql.Add($"""
            SELECT o.owner, r.* FROM unnest({sql.Value(owners.ToArray())}::bigint[]) WITH ORDINALITY AS o (owner, place)
            CROSS JOIN LATERAL (
                SELECT {Columns(query, order)}, row_number() OVER () AS at FROM (
                    SELECT * FROM {query.Type.View} {Alias}{Where(conditions)} ORDER BY {order.By} LIMIT {query.Top + 1} OFFSET {query.Skip}
                ) {Alias}
            ) r ORDER BY o.place, r.at
            """);
    }

    /// <summary>How many related entities each owner has, before top and skip.</summary>
    public static SqlText RelatedCounts(Expansion expansion, IReadOnlyCollection<long> owners)
    {
        var sql = new SqlText();
        var conditions = new[] { expansion.Navigation.Holds(Alias, "o.owner"), Filter(sql, expansion.Query) };
        return sql.Add($"SELECT o.owner, (SELECT count(*) FROM {expansion.Query.Type.View} {Alias}{Where(conditions)}) FROM unnest({sql.Value(owners.ToArray())}::bigint[]) AS o (owner)");
    }

    /// <summary>The id that a step of a path leads to, from the entity before it.</summary>
    public static SqlText Step(PathStep step, PathStep? before, long owner)
    {
        var sql = new SqlText();
        var conditions = new List<string?> { step.Id is { } id ? $"{Alias}.id = {sql.Value(id)}" : null };
        if (before is not null)
            conditions.Add(step.Navigation!.Holds(Alias, $"(SELECT {step.Navigation.From} FROM {before.Type.View} WHERE id = {sql.Value(owner)})"));
        return sql.Add($"SELECT {Alias}.id FROM {step.Type.View} {Alias}{Where(conditions)}");
    }

    /// <summary>The value that the entities of a relation have in common with their owner.</summary>
    public static SqlText Owner(PathStep step, Navigation navigation, long id)
    {
        var sql = new SqlText();
        return sql.Add($"SELECT {navigation.From} FROM {step.Type.View} WHERE id = {sql.Value(id)}");
    }

    /// <summary>Id, position, one column for each property written, one for the owner's side of each relation expanded, one for each relation that may lead nowhere.</summary>
    private static string Columns(EntityQuery query, RowOrder order) => string.Join(", ",
    [
        $"{Alias}.id", order.Position,
        .. Written(query).SelectMany(Read),
        .. query.Expand.Select(e => $"{Alias}.{e.Navigation.From}"),
        .. Uncertain(query).Select(n => $"{Alias}.{n.Presence}"),
    ]);

    /// <summary>The properties that are written.</summary>
    public static IEnumerable<EntityProperty> Written(EntityQuery query) => query.Type.Properties.Where(p => query.Select is null || query.Select.Contains(p.Name));

    /// <summary>The relations that are there for some entities only.</summary>
    public static IEnumerable<Navigation> Uncertain(EntityQuery query) => query.Type.Navigations.Where(n => n.Presence is not null);

    private static IEnumerable<string> Read(EntityProperty property) => property switch
    {
        { Kind: ValueKind.Geometry, Json: { } json } => [$"coalesce({Alias}.{json}::text, ST_AsGeoJSON({Alias}.{property.Column}, 9))"],
        { Json: { } json } => [$"coalesce({Alias}.{json}::text, {Alias}.{property.Column}::text)"],
        _ => Plain(property),
    };

    private static IEnumerable<string> Plain(EntityProperty property) => property.Kind switch
    {
        ValueKind.Geometry => [$"ST_AsGeoJSON({Alias}.{property.Column}, 9)"],
        ValueKind.Json => [$"{Alias}.{property.Column}::text"],
        ValueKind.Period => [$"{Alias}.{property.Column}", $"{Alias}.{property.End}"],
        _ => [$"{Alias}.{property.Column}"],
    };

    private static string? Within(SqlText sql, Scope? scope) => scope is null ? null : string.Format(CultureInfo.InvariantCulture, scope.Condition, [Alias, .. scope.Values.Select(sql.Value)]);

    private static string? Filter(SqlText sql, EntityQuery query) =>
        query.Filter is null ? null : new FilterSql(sql, query.Type, Alias, "$filter").Condition(query.Filter);

    private static string Where(IEnumerable<string?> conditions) => conditions.OfType<string>().ToList() is { Count: > 0 } all ? " WHERE " + string.Join(" AND ", all) : "";
}
