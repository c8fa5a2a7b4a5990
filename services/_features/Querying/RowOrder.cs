using System.Text;
using System.Text.Json;
using Npgsql;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Querying;

/// <summary>
/// The order of rows, and what lies behind a row in it. Every order ends with the key and so is total: a page goes on
/// behind a row by comparing, and costs what the first one costs.
/// </summary>
internal static class RowOrder
{
    /// <summary>The columns that are sorted by before the key, to be selected: with a comma before each.</summary>
    public static string Columns(SortOrder sort) => string.Concat(sort.Keys.Select(k => ", " + Column(k.Property.Column)));

    /// <summary>The expression behind <c>ORDER BY</c>.</summary>
    public static string By(ItemsQuestion question)
    {
        var direction = question.Sort.IdDescending ? " DESC" : "";
        return string.Join(", ", question.Sort.Keys.Select(By).Concat(question.Collection.Key.Select(k => Column(k.Column) + direction)));
    }

    /// <summary>Appends the condition that a row lies behind <paramref name="after"/>.</summary>
    public static void AppendBehind(StringBuilder sql, NpgsqlParameterCollection parameters, ItemsQuestion question, PagePosition after)
    {
        sql.Append(" AND ");
        // (a, b, key) behind (x, y, k): a behind x, or a = x and (b behind y, or b = y and key behind k).
        for (var i = 0; i < question.Sort.Keys.Count; i++)
            AppendSortKey(sql, parameters, question.Sort.Keys[i], after.Sort![i]);
        AppendKey(sql, parameters, question, after.Key);
        foreach (var _ in question.Sort.Keys)
            sql.Append("))");
    }

    private static void AppendSortKey(StringBuilder sql, NpgsqlParameterCollection parameters, SortKey key, JsonElement value)
    {
        var column = Comparable(key.Property);
        if (value.ValueKind == JsonValueKind.Null)
        {
            // Nothing comes behind the rows without a value but more of them.
            sql.Append('(').Append(column).Append(" IS NULL AND (");
            return;
        }

        parameters.Add(SortValues.Parameter(value, key.Property.Kind, "cursor"));
        var parameter = "$" + parameters.Count;
        sql.Append('(').Append(column).Append(key.Descending ? " < " : " > ").Append(parameter);
        if (!key.Property.Required)
            sql.Append(" OR ").Append(column).Append(" IS NULL");
        sql.Append(" OR ").Append(column).Append(" = ").Append(parameter).Append(" AND (");
    }

    private static void AppendKey(StringBuilder sql, NpgsqlParameterCollection parameters, ItemsQuestion question, string[] key)
    {
        var first = parameters.Count + 1;
        for (var i = 0; i < key.Length; i++)
            parameters.Add(KeyText.Parameter(key[i], question.Collection.Key[i].Kind)!);
        sql.Append('(').AppendJoin(", ", question.Collection.Key.Select(k => Column(k.Column)))
            .Append(question.Sort.IdDescending ? ") < (" : ") > (")
            .AppendJoin(", ", Enumerable.Range(first, key.Length).Select(i => $"${i}")).Append(')');
    }

    private static string By(SortKey key) => Comparable(key.Property) + (key.Descending ? " DESC NULLS LAST" : "");

    /// <summary>Text is compared by code point, at every city alike.</summary>
    private static string Comparable(PropertyDescriptor property) =>
        property.Kind == PropertyKind.Text ? Column(property.Column) + " COLLATE \"C\"" : Column(property.Column);

    // With the table's alias: ORDER BY would take a result column of that name instead, and a property may have it.
    private static string Column(string name) => "t." + Sql.Name(name);
}
