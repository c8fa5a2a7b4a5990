using System.Text.Json.Nodes;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Filtering;
using UrbanDataHub.Gateway.Changes;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Gateway.Features;

/// <summary>The query parameters of items requests as OpenAPI 3.0 (OGC API Features Part 1, clauses 7.15.2 to 7.15.5).</summary>
public static class ApiParameters
{
    /// <summary>Those that are the same for every collection, by the name of their component.</summary>
    public static JsonObject Shared(IEnumerable<string>? cities)
    {
        var shared = new JsonObject
        {
            ["limit"] = Query("limit", $"Most features in one page; a larger number is cut to {ItemsQuestion.MaximumLimit}.", new JsonObject
            {
                ["type"] = "integer", ["minimum"] = 1, ["maximum"] = ItemsQuestion.MaximumLimit, ["default"] = ItemsQuestion.DefaultLimit,
            }),
            ["bbox"] = Query("bbox", "West, south, east, north in degrees (CRS84), or six numbers with heights, which are ignored. West may be greater than east: then the box crosses the date line.", new JsonObject
            {
                ["type"] = "array", ["minItems"] = 4, ["maxItems"] = 6, ["items"] = new JsonObject { ["type"] = "number" },
            }),
            ["datetime"] = Query("datetime", "An RFC 3339 instant or date, or an interval of two with '/' between; '..' is an open end. Features without a time always match.", Text()),
            ["bbox-crs"] = Query("bbox-crs", "The coordinate reference system of the box.", Crs()),
            ["crs"] = Query("crs", "The coordinate reference system of the answer; the header Content-Crs names it.", Crs()),
            ["filter"] = Query("filter", "What must hold of a feature, in CQL2; /functions lists what may be called beside the functions of the standard.", Text()),
            ["filter-lang"] = Query("filter-lang", "The encoding of the filter.", new JsonObject
            {
                ["type"] = "string", ["enum"] = Strings(Filter.Languages), ["default"] = Filter.Languages[0],
            }),
            ["filter-crs"] = Query("filter-crs", "The coordinate reference system of the filter's geometries.", Crs()),
            ["sortby"] = Query("sortby", "Properties to sort by, '-' before one for downwards. Rows without a value come last, ids decide between equals.", List()),
            ["properties"] = Query("properties", "Properties to answer; the geometry stays.", List()),
            ["exclude-properties"] = Query("exclude-properties", "Properties to leave out; may name the geometry.", List()),
            ["cursor"] = Query("cursor", "Where the page begins; taken from the 'next' link of an answer.", Text()),
        };
        foreach (var (name, parameter) in ChangesDefinition.Parameters())
            shared[name] = parameter;
        if (cities is null)
        {
            shared["after"] = Query("after", "The first page begins behind the feature of this id, or in a sorted question behind a row of this key; numberMatched is left out then.", Text());
            shared["keys"] = Query("keys", "True: the member 'keys' tells where each feature stands in the order, for 'after' and for merging pages of several cities.", new JsonObject { ["type"] = "boolean", ["default"] = false });
            return shared;
        }

        shared["city"] = Query("city", "The cities to ask; by default all that hold the collection.", new JsonObject
        {
            ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["type"] = "string", ["enum"] = Strings(cities) },
        });
        shared["strict"] = Query("strict", "True: a missing city makes the whole answer a 503.", new JsonObject { ["type"] = "boolean", ["default"] = false });
        return shared;
    }

    /// <summary>The filter by one property.</summary>
    public static JsonObject Equality(PropertyDescriptor property, string language)
    {
        var about = property.Title.In(language);
        if (property.Description is { } description)
            about += ": " + description.In(language);
        if (property.Unit is { } unit)
            about += $" [{unit}]";
        return Query(property.Name, about, Schema(property));
    }

    /// <summary>A list of texts.</summary>
    public static JsonArray Strings(IEnumerable<string> texts) => new(texts.Select(t => (JsonNode)t).ToArray());

    private static JsonObject Query(string name, string description, JsonObject schema) => new()
    {
        ["name"] = name,
        ["in"] = "query",
        ["description"] = description,
        ["required"] = false,
        ["style"] = "form",
        ["explode"] = false,
        ["schema"] = schema,
    };

    private static JsonObject Schema(PropertyDescriptor property)
    {
        var schema = property.Kind switch
        {
            PropertyKind.Integer => new JsonObject { ["type"] = "integer" },
            PropertyKind.Number => new JsonObject { ["type"] = "number" },
            PropertyKind.Boolean => new JsonObject { ["type"] = "boolean" },
            PropertyKind.Date => new JsonObject { ["type"] = "string", ["format"] = "date" },
            PropertyKind.Instant => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            _ => Text(),
        };
        if (property.Codes is { } codes)
            schema["enum"] = Strings(codes);
        return schema;
    }

    private static JsonObject Crs() => new()
    {
        ["type"] = "string",
        ["format"] = "uri",
        ["enum"] = Strings(CoordinateSystem.All.Select(c => c.Uri)),
        ["default"] = CoordinateSystem.Crs84.Uri,
    };

    private static JsonObject List() => new() { ["type"] = "array", ["items"] = Text() };

    private static JsonObject Text() => new() { ["type"] = "string" };
}
