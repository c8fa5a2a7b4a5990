using System.Text.Json.Nodes;
using UrbanDataHub.Features.Changes;
using UrbanDataHub.Gateway.Features;

namespace UrbanDataHub.Gateway.Changes;

/// <summary>The change feed in the API definition.</summary>
public static class ChangesDefinition
{
    /// <summary>Its parameters, by the name of their component.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Parameters()
    {
        yield return new("since", Parameter("since", "The token of an earlier answer; 'now' for the token of the present; absent for every row.", new JsonObject { ["type"] = "string" }));
        yield return new("changesLimit", Parameter("limit", $"Most changes in one page; a larger number is cut to {ChangesQuestion.MaximumLimit}.", new JsonObject
        {
            ["type"] = "integer", ["minimum"] = 1, ["maximum"] = ChangesQuestion.MaximumLimit, ["default"] = ChangesQuestion.DefaultLimit,
        }));
    }

    /// <summary>The paths of one collection.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Paths(OgcScope scope, CollectionDocument collection)
    {
        var at = $"/collections/{collection.Id}/changes";
        string[] parameters = scope.City is null ? ["since", "changesLimit", "city", "strict"] : ["since", "changesLimit"];
        yield return new(at, Get($"{collection.Id}.changes", collection, "what changed since a token", "changes", parameters));
        if (scope.City is not null)
            yield return new($"{at}/checksum", Get($"{collection.Id}.checksum", collection, "number and hash of all rows", "checksum", []));
    }

    /// <summary>The bodies.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Schemas() => JsonNode.Parse("""
        {
          "change": {
            "type": "object", "required": ["type", "id", "version", "changedAt"],
            "properties": {
              "type": { "type": "string", "enum": ["insert", "update", "delete"] },
              "id": { "type": "string" },
              "version": { "type": "string", "description": "Fingerprint of the row's content, in hex" },
              "changedAt": { "type": "string", "format": "date-time" },
              "feature": { "$ref": "#/components/schemas/feature" }
            }
          },
          "changes": {
            "type": "object", "required": ["changes", "links", "token", "more"],
            "properties": {
              "changes": { "type": "array", "items": { "$ref": "#/components/schemas/change" } },
              "links": { "$ref": "#/components/schemas/links" },
              "token": { "type": "string", "description": "Where to go on" },
              "more": { "type": "boolean", "description": "Whether there is more to be read at once" },
              "numberReturned": { "type": "integer", "minimum": 0 },
              "timeStamp": { "type": "string", "format": "date-time" },
              "federation": { "$ref": "#/components/schemas/federation" }
            }
          },
          "checksum": {
            "type": "object", "required": ["token", "count", "hash"],
            "properties": {
              "token": { "type": "string" },
              "count": { "type": "integer", "minimum": 0 },
              "hash": { "type": "string", "description": "SHA-256 over 'id SP version LF' of every row in the byte order of the ids" }
            }
          }
        }
        """)!.AsObject().Select(s => new KeyValuePair<string, JsonNode?>(s.Key, s.Value!.DeepClone()));

    private static JsonObject Parameter(string name, string description, JsonObject schema) => new()
    {
        ["name"] = name,
        ["in"] = "query",
        ["description"] = description,
        ["required"] = false,
        ["schema"] = schema,
    };

    private static JsonObject Get(string operation, CollectionDocument collection, string what, string schema, string[] parameters)
    {
        var responses = ApiSchemas.ResponsesOf(ApiSchemas.Json(schema));
        responses["410"] = new JsonObject { ["$ref"] = "#/components/responses/gone" };
        return new JsonObject
        {
            ["get"] = new JsonObject
            {
                ["operationId"] = operation,
                ["tags"] = new JsonArray(collection.Id),
                ["summary"] = $"{collection.Title}: {what}",
                ["parameters"] = new JsonArray([.. parameters.Select(p => new JsonObject { ["$ref"] = $"#/components/parameters/{p}" })]),
                ["responses"] = responses,
            },
        };
    }
}
