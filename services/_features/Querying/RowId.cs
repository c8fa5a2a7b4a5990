using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Querying;

/// <summary>The feature id, city and local id, as SQL.</summary>
internal static class RowId
{
    /// <summary>The expression; it yields what <see cref="Writing.FeatureWriter"/> writes as <c>id</c>.</summary>
    /// <param name="city">SQL of the city.</param>
    public static string Sql(CollectionDescriptor collection, string city = "city") =>
        $"({city} || ':' || {string.Join(" || ", collection.Key.Select((key, i) => i == 0 ? Part(key) : Joined(key)))})";

    private static string Joined(KeyColumn key) => key.Usual is null ? $"'-' || {Part(key)}" : $"CASE WHEN {Part(key)} = '{key.Usual}' THEN '' ELSE '-' || {Part(key)} END";

    private static string Part(KeyColumn key) => key.Kind switch
    {
        PropertyKind.Text => Hosting.Database.Sql.Name(key.Column),
        PropertyKind.Instant => $"(extract(epoch from {Hosting.Database.Sql.Name(key.Column)}) * 1000000)::bigint",
        _ => $"{Hosting.Database.Sql.Name(key.Column)}::text",
    };
}
