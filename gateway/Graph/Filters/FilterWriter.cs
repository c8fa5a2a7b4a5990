using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Gateway.Graph.Filters;

/// <summary>Turns the values of <c>filter</c> and <c>orderBy</c> into CQL2 JSON and <c>sortby</c>, which the cities read.</summary>
public static class FilterWriter
{
    /// <summary>The fields of a filter that are no properties.</summary>
    public static readonly IReadOnlyList<string> Logic = ["and", "or", "not"];

    /// <summary>The spatial predicates of CQL2, without their <c>S_</c>.</summary>
    public static readonly IReadOnlyList<string> Spatial = ["intersects", "within", "contains", "disjoint", "touches", "overlaps", "crosses", "equals"];

    private static readonly Dictionary<string, string> _comparisons = new(StringComparer.Ordinal)
    {
        ["eq"] = "=", ["ne"] = "<>", ["lt"] = "<", ["le"] = "<=", ["gt"] = ">", ["ge"] = ">=", ["like"] = "like",
    };

    private static readonly Dictionary<string, string> _arrays = new(StringComparer.Ordinal)
    {
        ["equals"] = "a_equals", ["contains"] = "a_contains", ["containedBy"] = "a_containedBy", ["overlaps"] = "a_overlaps",
    };

    /// <summary>The filter as CQL2 JSON; null if it asks nothing.</summary>
    /// <exception cref="ProblemException">400: it compares with null, or joins nothing.</exception>
    public static string? Cql2(object? filter) => filter is IDictionary<string, object?> fields ? Of(fields)?.ToJsonString() : null;

    /// <summary>The order as <c>sortby</c>; null for none.</summary>
    /// <exception cref="ProblemException">400: a step is not one property.</exception>
    public static string? SortBy(object? order) =>
        order is IEnumerable steps && steps.Cast<object>().ToList() is { Count: > 0 } all ? string.Join(',', all.Select(Step)) : null;

    private static string Step(object step)
    {
        var named = ((IDictionary<string, object?>)step).Where(p => p.Value is not null).ToList();
        return named is [var (name, direction)]
            ? direction + name
            : throw ProblemException.Parameter400("orderBy", $"A step of the order names {named.Count} properties; it names one, and the next step the next.");
    }

    private static JsonNode? Of(IDictionary<string, object?> fields)
    {
        var terms = fields.Where(f => f.Value is not null).SelectMany(f => f.Key switch
        {
            "and" or "or" => [Joined(f.Key, f.Value!)],
            "not" => [Of((IDictionary<string, object?>)f.Value!) is { } inner ? Operation("not", inner) : throw Nothing("not")],
            _ => ((IDictionary<string, object?>)f.Value!).Select(o => Term(f.Key, o.Key, o.Value)),
        }).ToList();
        return terms.Count == 0 ? null : Join("and", terms);
    }

    private static JsonNode Joined(string op, object list)
    {
        var terms = ((IEnumerable)list).Cast<IDictionary<string, object?>>().Select(inner => Of(inner) ?? throw Nothing(op)).ToList();
        return terms.Count == 0 ? throw Nothing(op) : Join(op, terms);
    }

    private static JsonNode Join(string op, List<JsonNode> terms) => terms is [var only] ? only : Operation(op, [.. terms]);

    private static JsonNode Term(string property, string op, object? value)
    {
        if (value is null)
            throw ProblemException.Parameter400("filter", $"'{property}' has null for '{op}', which compares with nothing; isNull asks whether there is a value.");
        var asked = new JsonObject { ["property"] = property };
        return op switch
        {
            "isNull" => (bool)value ? Operation("isNull", asked) : Operation("not", Operation("isNull", asked)),
            "in" => Operation("in", asked, Value(value)),
            "between" => Between(property, asked, value),
            "casei" or "accenti" => Insensitive(op, asked, (IDictionary<string, object?>)value),
            "bbox" => Operation("s_intersects", asked, new JsonObject { ["bbox"] = Value(value) }),
            _ when _comparisons.TryGetValue(op, out var comparison) => Operation(comparison, asked, Value(value)),
            _ when value is IDictionary<string, object?> => Operation("s_" + op, asked, Value(value)),
            _ => Operation(_arrays[op], asked, Value(value)),
        };
    }

    private static JsonObject Between(string property, JsonNode asked, object value) => Value(value) is JsonArray { Count: 2 } ends
        ? Operation("between", asked, ends[0]!.DeepClone(), ends[1]!.DeepClone())
        : throw ProblemException.Parameter400("filter", $"'between' of '{property}' has not two values.");

    private static JsonNode Insensitive(string function, JsonNode asked, IDictionary<string, object?> operators)
    {
        JsonNode Folded(JsonNode? text) => Operation(function, text!.DeepClone());
        var terms = operators.Where(o => o.Value is not null).Select(o => o.Key == "in"
            ? (JsonNode)Operation("in", Folded(asked), new JsonArray([.. Value(o.Value!).AsArray().Select(Folded)]))
            : Operation(_comparisons[o.Key], Folded(asked), Folded(Value(o.Value!)))).ToList();
        return terms.Count == 0 ? throw Nothing(function) : Join("and", terms);
    }

    private static JsonObject Operation(string op, params JsonNode[] args) => new() { ["op"] = op, ["args"] = new JsonArray([.. args]) };

    private static JsonNode Value(object value) => JsonSerializer.SerializeToNode(value)!;

    private static ProblemException Nothing(string op) => ProblemException.Parameter400("filter", $"'{op}' has nothing to work on.");
}
