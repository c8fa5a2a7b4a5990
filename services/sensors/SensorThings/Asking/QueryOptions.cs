using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Asking;

/// <summary>Reads query options, those of an address and those in the parentheses of <c>$expand</c>.</summary>
internal sealed class QueryOptions
{
    /// <summary>Entities of a page when nothing is asked.</summary>
    public const int DefaultTop = 100;

    /// <summary>Related entities written into each when nothing is asked.</summary>
    public const int DefaultNestedTop = 25;

    /// <summary>Most entities of a page; what is larger is cut to it, and the rest comes by links.</summary>
    public const int MaximumTop = 1000;

    /// <summary>Where the next page begins.</summary>
    public const string SkipToken = "$skiptoken";

    private const int MostExpansions = 30;
    private const int DeepestExpansion = 5;
    private static readonly string[] _names = ["$filter", "$orderby", "$select", "$expand", "$top", "$skip", "$count", SkipToken, ResultFormats.Option];

    private int _expansions;

    private QueryOptions()
    {
    }

    /// <summary>Reads the options of an address.</summary>
    /// <exception cref="ProblemException">400: an option is unknown, or its value wrong.</exception>
    public static EntityQuery Read(EntityType type, IEnumerable<KeyValuePair<string, string>> options) => new QueryOptions().Of(type, [.. options], depth: 0);

    /// <summary>Refuses all options but some, where there is one entity and nothing to choose from.</summary>
    /// <exception cref="ProblemException">400: another one is given.</exception>
    public static void Check(IEnumerable<string> given, params string[] allowed)
    {
        if (given.FirstOrDefault(name => !allowed.Contains(name)) is { } wrong)
            throw ProblemException.Parameter400(wrong, $"The option '{wrong}' has no meaning here; {(allowed.Length == 0 ? "this address takes none" : "there are " + string.Join(", ", allowed))}.");
    }

    private EntityQuery Of(EntityType type, List<KeyValuePair<string, string>> options, int depth)
    {
        var names = depth == 0 ? _names : [.. _names.Where(n => n is not ResultFormats.Option)];
        if (options.FirstOrDefault(o => !names.Contains(o.Key)).Key is { } unknown)
            throw ProblemException.Parameter400(unknown, $"The option '{unknown}' is unknown here; there are {string.Join(", ", names)}.");
        if (options.GroupBy(o => o.Key).FirstOrDefault(g => g.Skip(1).Any())?.Key is { } twice)
            throw ProblemException.Parameter400(twice, $"The option '{twice}' is given more than once.");
        var values = options.ToDictionary(o => o.Key, o => o.Value, StringComparer.Ordinal);
        var kept = options.Where(o => o.Key is not (SkipToken or "$skip")).Select(o => $"{o.Key}={Uri.EscapeDataString(o.Value)}");
        var format = ResultFormats.Read(values.GetValueOrDefault(ResultFormats.Option), type);
        return ResultFormats.Prepare(new EntityQuery(
            type,
            values.TryGetValue("$filter", out var filter) ? ExpressionParser.Filter(filter) : null,
            values.TryGetValue("$orderby", out var order) ? ExpressionParser.Order(order) : [],
            Select(type, values),
            Expansions(type, values, depth),
            Top(values, format, depth),
            QueryParameters.Number("$skip", values.GetValueOrDefault("$skip"), 0, 0, int.MaxValue),
            Count(values),
            values.GetValueOrDefault(SkipToken),
            string.Join('&', kept)) { Format = format });
    }

    // A table has no link to a next page, and so it has all rows.
    private static int Top(Dictionary<string, string> values, ResultFormat format, int depth) => format == ResultFormat.Csv
        ? QueryParameters.Number("$top", values.GetValueOrDefault("$top"), int.MaxValue, 0, int.MaxValue)
        : QueryParameters.Number("$top", values.GetValueOrDefault("$top"), depth == 0 ? DefaultTop : DefaultNestedTop, 0, MaximumTop);

    private static List<string>? Select(EntityType type, Dictionary<string, string> values)
    {
        if (!values.TryGetValue("$select", out var text))
            return null;
        var names = text.Split(',').Select(n => n.Trim()).ToList();
        var unknown = names.Find(n => n is not ("id" or "@iot.id" or "@iot.selfLink") && type.Property(n) is null && type.Navigation(n) is null);
        return unknown is null
            ? names
            : throw ProblemException.Parameter400("$select", $"'{unknown}' is no property of a {type.Name}; there are {Names(type)}.");
    }

    private List<Expansion> Expansions(EntityType type, Dictionary<string, string> values, int depth)
    {
        if (!values.TryGetValue("$expand", out var text))
            return [];
        if (depth == DeepestExpansion)
            throw ProblemException.Parameter400("$expand", $"'$expand' is nested more than {DeepestExpansion} deep.");
        return [.. OptionText.Split(text, ',').Select(part => One(type, part.Trim())).GroupBy(p => p.Navigation).Select(parts =>
            new Expansion(parts.Key, Of(EntityModel.Target(parts.Key), Together([.. parts.Select(p => p.Options)]), depth + 1)))];
    }

    /// <summary><c>Datastreams($top=1;$expand=…)</c>, or in short <c>Datastreams/Observations</c>.</summary>
    private (Navigation Navigation, List<KeyValuePair<string, string>> Options) One(EntityType type, string part)
    {
        if (++_expansions > MostExpansions)
            throw ProblemException.Parameter400("$expand", $"More than {MostExpansions} relations are expanded.");
        var end = part.IndexOfAny(['(', '/']);
        var name = end < 0 ? part : part[..end];
        var navigation = type.Navigation(name) ?? throw ProblemException.Parameter400(
            "$expand", $"'{name}' is no relation of a {type.Name}; there are {string.Join(", ", type.Navigations.Select(n => n.Name))}.");
        return (navigation, [.. Nested(part, end)]);
    }

    /// <summary>The options of a relation that is named once, or several times to go on differently: <c>Datastreams/Thing,Datastreams/Sensor</c>.</summary>
    private static List<KeyValuePair<string, string>> Together(List<List<KeyValuePair<string, string>>> named)
    {
        if (named.Count == 1)
            return named[0];
        return named.TrueForAll(options => options is [] or [{ Key: "$expand" }])
            ? named.Exists(options => options.Count > 0) ? [KeyValuePair.Create("$expand", string.Join(',', named.SelectMany(o => o).Select(o => o.Value)))] : []
            : throw ProblemException.Parameter400("$expand", "'$expand' names a relation twice with options that differ.");
    }

    private static IEnumerable<KeyValuePair<string, string>> Nested(string part, int end)
    {
        if (end < 0)
            return [];
        if (part[end] == '/')
            return [KeyValuePair.Create("$expand", part[(end + 1)..])];
        if (part[^1] != ')')
            throw ProblemException.Parameter400("$expand", $"'{part}' has no closing parenthesis at its end.");
        return OptionText.Split(part[(end + 1)..^1], ';').Select(option => option.Split('=', 2)).Select(pair => pair.Length == 2
            ? KeyValuePair.Create(pair[0].Trim(), pair[1])
            : throw ProblemException.Parameter400("$expand", $"'{pair[0]}' is no option; an option is a name, '=' and a value."));
    }

    private static bool Count(Dictionary<string, string> values) => values.GetValueOrDefault("$count") switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw ProblemException.Parameter400("$count", $"'{other}' is neither true nor false."),
    };

    private static string Names(EntityType type) => string.Join(", ", type.Properties.Select(p => p.Name).Concat(type.Navigations.Select(n => n.Name)));
}
