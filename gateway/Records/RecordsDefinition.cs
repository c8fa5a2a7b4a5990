using System.Text.Json.Nodes;
using UrbanDataHub.Gateway.Features;

namespace UrbanDataHub.Gateway.Records;

/// <summary>The part of the API definition that speaks of records.</summary>
public static class RecordsDefinition
{
    private static readonly Dictionary<string, string> _parameters = new()
    {
        ["q"] = "Words to search for in title, description and keywords; a comma means 'or', words with blanks between must follow each other.",
        ["type"] = "Types of records; there is 'dataset'.",
        ["ids"] = "Ids of records, with commas between.",
        ["externalIds"] = "External ids, with their scheme and ':' before them or without.",
    };

    /// <summary>The paths.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Paths(OgcScope scope)
    {
        var document = RecordCatalogue.Document(scope);
        var at = $"/collections/{RecordCatalogue.Id}";
        yield return Path(at, "collection", document.Title, ApiSchemas.Json("collection"), []);
        yield return Path($"{at}/queryables", "queryables", $"{document.Title}: properties to ask for", ApiSchemas.JsonSchema, []);
        yield return Path($"{at}/sortables", "sortables", $"{document.Title}: properties to sort by", ApiSchemas.JsonSchema, []);
        yield return Path($"{at}/items", "items", document.Description, ApiSchemas.GeoJson("featureCollection"), RecordQuestion.Parameters(scope.City is not null).Select(Parameter));
        yield return Path($"{at}/items/{{recordId}}", "record", $"{document.Title}: one record", ApiSchemas.GeoJson("feature"),
        [
            new JsonObject
            {
                ["name"] = "recordId", ["in"] = "path", ["required"] = true,
                ["description"] = "Id of the record: city, ':' and collection.",
                ["schema"] = new JsonObject { ["type"] = "string" },
            },
        ]);
    }

    private static JsonObject Parameter(string name) => _parameters.TryGetValue(name, out var about)
        ? new JsonObject
        {
            ["name"] = name, ["in"] = "query", ["required"] = false, ["style"] = "form", ["explode"] = false, ["description"] = about,
            ["schema"] = name == "q" ? new JsonObject { ["type"] = "string" } : new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
        }
        : new JsonObject { ["$ref"] = $"#/components/parameters/{name}" };

    private static KeyValuePair<string, JsonNode?> Path(string path, string operation, string summary, JsonObject content, IEnumerable<JsonObject> parameters) => new(path, new JsonObject
    {
        ["get"] = new JsonObject
        {
            ["operationId"] = $"{RecordCatalogue.Id}.{operation}",
            ["tags"] = new JsonArray(RecordCatalogue.Id),
            ["summary"] = summary,
            ["parameters"] = new JsonArray([.. parameters]),
            ["responses"] = ApiSchemas.ResponsesOf(content),
        },
    });
}
