using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Filtering;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Groups;

/// <summary>
/// One question asked for several groups of rows at once: for each value of a property, each id, or each geometry that rows
/// shall meet. What a relation needs of a whole page of features, without a request for each of them.
/// </summary>
/// <param name="Items">What is asked of every group; its limit holds for each.</param>
/// <param name="By"><c>id</c>, a property, or the geometry.</param>
/// <param name="Groups">The groups, in the order of the answer.</param>
/// <param name="Count">Whether each group is counted.</param>
internal sealed record GroupsQuestion(ItemsQuestion Items, string By, IReadOnlyList<Group> Groups, bool Count)
{
    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="ProblemException">400: a member is wrong; 413: it is too long.</exception>
    public static async Task<GroupsQuestion> ReadAsync(HttpContext context, CollectionDescriptor collection)
    {
        QueryParameters.Check(context.Request.Query);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = GroupLimits.Length;
        try
        {
            // The values are kept until the answer is written.
            var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
            return Read(body, collection);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw Wrong("body", $"The body is no question for groups: {e.Message}");
        }
    }

    private static GroupsQuestion Read(JsonElement body, CollectionDescriptor collection)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("by", out var by) || by.ValueKind != JsonValueKind.String
            || !body.TryGetProperty("groups", out var groups) || groups.ValueKind != JsonValueKind.Array)
            throw Wrong("body", "The body is not an object with 'by' (a text) and 'groups' (an array).");
        var items = QuestionReader.Read(Parameters(body), collection);
        if (items.Filter is { Crs.Stored: false } or { Crs.NorthFirst: true })
            throw Wrong("filter-crs", "Filters of groups are in CRS84.");
        var read = groups.EnumerateArray().Select(Group.Read).ToList();
        if (read.Count > GroupLimits.Groups || (long)read.Count * items.Limit > GroupLimits.Rows)
            throw Wrong("groups", $"{read.Count} groups of {items.Limit} rows are asked for; there may be {GroupLimits.Groups} groups and {GroupLimits.Rows} rows.");
        var name = by.GetString()!;
        if (name != SortOrder.Id && collection.Find(name) is null)
            throw Wrong("by", $"'{collection.Id}' has no property '{name}'.");
        return new GroupsQuestion(items, name, read, body.TryGetProperty("count", out var count) && count.GetBoolean());
    }

    /// <summary>The same parameters as those of items, by their names.</summary>
    private static QueryCollection Parameters(JsonElement body)
    {
        var parameters = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        if (body.TryGetProperty("parameters", out var given))
        {
            foreach (var parameter in given.EnumerateObject())
                parameters[parameter.Name] = parameter.Value.GetString();
        }

        return new QueryCollection(parameters);
    }

    /// <summary>The question for one group.</summary>
    /// <exception cref="ProblemException">400: its value cannot be one of what groups are made by.</exception>
    public ItemsQuestion Of(Group group)
    {
        if (By == SortOrder.Id)
            // There is one row, and so no order.
            return Items with { Sort = SortOrder.ById };
        var property = Items.Collection.Find(By)!;
        return property.Kind == PropertyKind.Geometry
            ? Items with { Filter = Meeting(group.Value) }
            : Items with { Filters = [.. Items.Filters, PropertyFilter.Read(property, group.Text)] };
    }

    private Filter Meeting(JsonElement geometry)
    {
        Expression meets = new Operation("s_intersects", [new PropertyReference(By), new GeometryLiteral(Geometries.GeoJsonOfAnySize(geometry))]);
        return new Filter(Items.Filter is { } asked ? new Operation("and", [asked.Expression, meets]) : meets, CoordinateSystem.Crs84, "");
    }

    private static ProblemException Wrong(string member, string detail) => ProblemException.Parameter400(member, detail);
}

/// <summary>One group.</summary>
/// <param name="Value">The value, id or geometry that its rows have in common.</param>
/// <param name="Text">The same as a parameter would have it.</param>
/// <param name="After">Behind which row to go on, as a page of items says it; null for the beginning.</param>
internal sealed record Group(JsonElement Value, string Text, string? After)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="ProblemException">400: it has no value.</exception>
    public static Group Read(JsonElement group) => group.ValueKind == JsonValueKind.Object && group.TryGetProperty("value", out var value)
        ? new Group(value, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), group.TryGetProperty("after", out var after) ? after.GetString() : null)
        : throw ProblemException.Parameter400("groups", "A group is no object with 'value'.");
}
