using System.Collections;
using System.Globalization;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQL.Validation.Complexity;
using Microsoft.Extensions.Primitives;
using UrbanDataHub.Gateway.Cities;
using UrbanDataHub.Gateway.Features;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>
/// The field of one collection. Its arguments are turned into the query string of the same OGC question, and asked the
/// same way, so that ids, filters and counts are the same.
/// </summary>
public sealed class CollectionField(CollectionDescriptor collection, CityRegistry registry, ItemsPages pages)
{
    /// <summary>Features a page when the client does not say.</summary>
    public const int DefaultFirst = 100;

    /// <summary>Most features a page; asking for more is an error, as a shorter page would look like the last.</summary>
    public const int MaximumFirst = 1000;

    private static readonly string[] Paged = ["nodes", "edges", "pageInfo"];

    /// <summary>A wrong argument is an error of validation: nobody is asked, and the answer is a 400.</summary>
    public ValueTask ValidateAsync(FieldArgumentsValidationContext context)
    {
        try
        {
            Read(context.Arguments);
        }
        catch (ProblemException e)
        {
            context.ReportError(new ValidationError(context.ValidationContext.Document.Source, "BAD_ARGUMENT", e.Message, context.FieldAst)
            {
                Extensions = new Dictionary<string, object?> { ["parameter"] = e.Parameter == "limit" ? "first" : e.Parameter == "cursor" ? "after" : e.Parameter },
            });
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>What the field costs: as many of its children as rows are asked for.</summary>
    public static FieldComplexityResult Cost(FieldImpactContext context) => new(1, Math.Max(1, context.GetArgument<int?>("first") ?? DefaultFirst));

    /// <summary>What the lists of a connection cost: their length is counted with the connection.</summary>
    public static FieldComplexityResult Rows(FieldImpactContext context) => new(1, 1);

    /// <summary>Asks the cities. A missing one becomes an error with the path of the field, and costs no healthy row.</summary>
    public async Task<object?> ResolveAsync(IResolveFieldContext context)
    {
        var question = Read(context.Arguments);
        // The count alone needs no row.
        if (!context.SubFields!.Values.Any(f => Paged.Contains(f.Field.Name.StringValue)))
            question = question with { Items = question.Items with { Limit = 0 } };
        using var page = await AskAsync(question, context);
        var federation = page.Federation;
        ((FederationLog)context.UserContext).Add(context.Path, federation);
        // Rows of a stale city are there; that they are old is told in the extensions.
        foreach (var city in federation.Cities.Where(c => c.State is not (CityStates.Answered or CityStates.Stale)))
            context.Errors.Add(Missing(context, city));
        return FeatureConnection.Of(page);
    }

    private async Task<FederatedPage> AskAsync(FederatedQuestion question, IResolveFieldContext context)
    {
        try
        {
            return await pages.AskAsync(question, context.CancellationToken);
        }
        catch (ProblemException e)
        {
            throw new ExecutionError(e.Message) { Code = "BAD_ARGUMENT" };
        }
    }

    private static ExecutionError Missing(IResolveFieldContext context, CityAnswer city) => new($"{city.City}: {city.Detail}")
    {
        Path = context.ResponsePath,
        Code = "CITY_MISSING",
        Extensions = new Dictionary<string, object?> { ["city"] = city.City, ["state"] = city.State },
    };

    private FederatedQuestion Read(IDictionary<string, ArgumentValue>? arguments)
    {
        object? Argument(string name) => arguments?.TryGetValue(name, out var given) == true ? given.Value : null;
        var query = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        void Put(string name, object? value)
        {
            if (value is not null)
                query[name] = Text(value);
        }

        foreach (var property in collection.Properties.Where(p => p.IsParameter))
            Put(property.Name, Argument(property.Name));
        Put("city", Argument("city"));
        Put("bbox", Argument("bbox"));
        Put("datetime", Argument("datetime"));
        Put("cursor", Argument("after"));
        var first = Argument("first") as int? ?? DefaultFirst;
        if (first is < 0 or > MaximumFirst)
            throw ProblemException.Parameter400("first", $"{first} is not from 0 to {MaximumFirst}; more is to be had page by page, with after.");
        Put("limit", first);
        return FederatedQuestion.Read(new QueryCollection(query), collection, registry);
    }

    private static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IEnumerable list => string.Join(',', list.Cast<object>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
