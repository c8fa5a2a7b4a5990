using Microsoft.AspNetCore.Http;
using UrbanDataHub.Features.Filtering;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Asking;

/// <summary>
/// Reads the query string of an items request. The same reader serves services and gateway, so that a question is
/// right or wrong at both alike. Every fault is a 400 that names the parameter and what would be right.
/// </summary>
public static class QuestionReader
{
    /// <summary>The parameter that limits the time.</summary>
    public const string TimeParameter = "datetime";

    /// <summary>The parameters of a question that are the same for every collection.</summary>
    public static readonly IReadOnlyList<string> Own =
        ["limit", "cursor", "bbox", "bbox-crs", TimeParameter, "filter", "filter-lang", "filter-crs", "sortby", "crs", "properties", "exclude-properties"];

    /// <summary>Reads the question.</summary>
    /// <param name="others">Parameters that the caller reads itself, such as <c>city</c>.</param>
    /// <exception cref="ProblemException">A parameter is unknown or has a bad value.</exception>
    public static ItemsQuestion Read(IQueryCollection query, CollectionDescriptor collection, params ReadOnlySpan<string> others)
    {
        var filters = Filters(query, collection, others);
        var limit = QueryParameters.Number("limit", Text(query, "limit"), ItemsQuestion.DefaultLimit, 0, ItemsQuestion.MaximumLimit);
        return new ItemsQuestion(collection, limit, Text(query, "cursor"))
        {
            Box = Box(query),
            Time = Time(query),
            Filters = filters,
            Filter = Filter.Read(Text(query, "filter"), Text(query, "filter-lang"), Text(query, "filter-crs"), collection),
            Sort = SortOrder.Read(Text(query, "sortby"), collection),
            Crs = CoordinateSystem.Read("crs", Text(query, "crs")),
            Selection = Selection.Read(Text(query, "properties"), Text(query, "exclude-properties"), collection),
        };
    }

    /// <summary>Reads a question for one feature: there is only the form of the answer to choose.</summary>
    /// <exception cref="ProblemException">A parameter is unknown or has a bad value.</exception>
    public static ItemsQuestion ReadOne(IQueryCollection query, CollectionDescriptor collection)
    {
        QueryParameters.Check(query, "crs", "properties", "exclude-properties");
        return new ItemsQuestion(collection, 1)
        {
            Crs = CoordinateSystem.Read("crs", Text(query, "crs")),
            Selection = Selection.Read(Text(query, "properties"), Text(query, "exclude-properties"), collection),
        };
    }

    /// <summary>Parameters that are not ours are names of properties.</summary>
    private static List<PropertyFilter> Filters(IQueryCollection query, CollectionDescriptor collection, ReadOnlySpan<string> others)
    {
        List<PropertyFilter>? filters = null;
        foreach (var (name, values) in query)
        {
            QueryParameters.CheckOnce(name, values);
            if (Own.Contains(name) || others.Contains(name))
                continue;
            var property = collection.Properties.FirstOrDefault(p => p.Name == name && p.IsParameter) ?? throw Unknown(name, collection, others);
            (filters ??= []).Add(PropertyFilter.Read(property, values[0] ?? ""));
        }

        return filters ?? [];
    }

    private static BoundingBox? Box(IQueryCollection query)
    {
        var crs = CoordinateSystem.Read("bbox-crs", Text(query, "bbox-crs"));
        return Text(query, "bbox") is { } box ? BoundingBox.Read(box, crs) : null;
    }

    /// <summary>Reads the parameter <c>datetime</c> alone; null if it is not given.</summary>
    /// <exception cref="ProblemException">It is neither an instant nor an interval.</exception>
    public static TimeSpanFilter? Time(IQueryCollection query) => Text(query, TimeParameter) is { } time ? TimeSpanFilter.Read(time) : null;

    private static string? Text(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) ? values.ToString() : null;

    private static ProblemException Unknown(string name, CollectionDescriptor collection, ReadOnlySpan<string> others)
    {
        var known = Own.Concat(others.ToArray()).Concat(collection.Properties.Where(p => p.IsParameter).Select(p => p.Name));
        return ProblemException.Parameter400(name, $"The parameter '{name}' is unknown; '{collection.Id}' knows {string.Join(", ", known)}.");
    }
}
