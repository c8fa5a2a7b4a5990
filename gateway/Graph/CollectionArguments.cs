using System.Collections;
using System.Globalization;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using Microsoft.Extensions.Primitives;
using UrbanDataHub.Gateway.Graph.Filters;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>
/// The arguments by which a collection is asked, for the query and for relations alike. They become the parameters of the
/// same OGC question, so that both doors ask the same.
/// </summary>
public sealed class CollectionArguments
{
    /// <summary>Most features a page; asking for more is an error, as a shorter page would look like the last.</summary>
    public const int MaximumFirst = 1000;

    private static readonly string[] Own = ["city", "bbox", "datetime", "filter", "orderBy", "first", "after"];

    private readonly CollectionDescriptor _collection;
    private readonly List<(string Name, IGraphType Type, string Description)> _asking = [];

    /// <summary>Makes the arguments of a collection.</summary>
    public CollectionArguments(CollectionDescriptor collection, PropertyTypes types, FilterInputs inputs)
    {
        _collection = collection;
        if (collection.Geometry is not null)
            _asking.Add(("bbox", new ListGraphType(new NonNullGraphType(new FloatGraphType())), "West, south, east, north in degrees; west may be greater than east."));
        _asking.Add(("datetime", types.String, "An RFC 3339 instant or date, or an interval of two with '/' between; '..' is an open end."));
        _asking.Add(("filter", inputs.Filter(collection), "What must hold of the features."));
        _asking.Add(("orderBy", new ListGraphType(new NonNullGraphType(inputs.Order(collection))), "The order, most significant first; by default by id."));
        foreach (var property in Equal)
            _asking.Add((property.Name, types.Input(collection, property), CollectionTypes.Describe(property)));
    }

    /// <summary>The arguments of a field.</summary>
    /// <param name="first">Features a page when the client does not say.</param>
    /// <param name="more">Arguments before these.</param>
    public QueryArguments Of(int first, params IEnumerable<QueryArgument> more) => new(
    [
        .. more,
        .. _asking.Select(a => Argument(a.Name, a.Type, a.Description)),
        Argument("first", new IntGraphType(), $"Features in this page, at most {MaximumFirst}; by default {first}."),
        Argument("after", new StringGraphType(), "A cursor of an earlier page."),
    ]);

    /// <summary>The parameters of the question, but those of the page.</summary>
    /// <exception cref="ProblemException">400: a filter or order cannot be.</exception>
    public Dictionary<string, StringValues> Read(IDictionary<string, ArgumentValue>? arguments)
    {
        var parameters = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        void Put(string name, object? value)
        {
            if (value is not null)
                parameters[name] = Text(value);
        }

        foreach (var property in Equal)
            Put(property.Name, Value(arguments, property.Name));
        Put("city", Value(arguments, "city"));
        Put("bbox", Value(arguments, "bbox"));
        Put("datetime", Value(arguments, "datetime"));
        Put("sortby", FilterWriter.SortBy(Value(arguments, "orderBy")));
        if (FilterWriter.Cql2(Value(arguments, "filter")) is { } filter)
            (parameters["filter"], parameters["filter-lang"]) = (filter, "cql2-json");
        return parameters;
    }

    /// <summary>Features a page.</summary>
    /// <exception cref="ProblemException">400: too few or too many.</exception>
    public static int First(IDictionary<string, ArgumentValue>? arguments, int otherwise)
    {
        var first = Value(arguments, "first") as int? ?? otherwise;
        return first is >= 0 and <= MaximumFirst
            ? first
            : throw ProblemException.Parameter400("first", $"{first} is not from 0 to {MaximumFirst}; more is to be had page by page, with after.");
    }

    /// <summary>The cursor; null for the beginning.</summary>
    public static string? After(IDictionary<string, ArgumentValue>? arguments) => Value(arguments, "after") as string;

    /// <summary>Makes a wrong argument an error of validation: nobody is asked.</summary>
    public static ValueTask ValidateAsync(FieldArgumentsValidationContext context, Action check)
    {
        try
        {
            check();
        }
        catch (ProblemException e)
        {
            context.ReportError(new ValidationError(context.ValidationContext.Document.Source, "BAD_ARGUMENT", e.Message, context.FieldAst)
            {
                Code = "BAD_ARGUMENT",
                Extensions = new Dictionary<string, object?> { ["parameter"] = Named(e.Parameter) },
            });
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>An argument.</summary>
    public static QueryArgument Argument(string name, IGraphType type, string description) => new(type) { Name = name, Description = description };

    /// <summary>Properties that are asked for one value by an argument of their name.</summary>
    private IEnumerable<PropertyDescriptor> Equal => _collection.Properties.Where(p => p.IsParameter && !Own.Contains(p.Name));

    private static string? Named(string? parameter) => parameter switch
    {
        "limit" => "first",
        "cursor" => "after",
        "sortby" => "orderBy",
        _ => parameter,
    };

    private static object? Value(IDictionary<string, ArgumentValue>? arguments, string name) =>
        arguments?.TryGetValue(name, out var given) == true ? given.Value : null;

    private static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IEnumerable list => string.Join(',', list.Cast<object>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
