using System.Text.Json.Nodes;
using UrbanDataHub.Gateway.Changes;

namespace UrbanDataHub.Gateway.Features;

/// <summary>The bodies that the API definition speaks of.</summary>
public static class ApiSchemas
{
    /// <summary>The body of <c>/schema</c> and <c>/queryables</c>.</summary>
    public static JsonObject JsonSchema => new() { ["application/schema+json"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "object" } } };

    /// <summary>A JSON body of a schema of this document.</summary>
    public static JsonObject Json(string schema) => Content("application/json", schema);

    /// <summary>A GeoJSON body.</summary>
    public static JsonObject GeoJson(string schema) => Content("application/geo+json", schema);

    /// <summary>What an operation may answer.</summary>
    public static JsonObject ResponsesOf(JsonObject content) => new()
    {
        ["200"] = new JsonObject { ["description"] = "The answer", ["content"] = content },
        ["400"] = Reference("responses", "badRequest"),
        ["404"] = Reference("responses", "notFound"),
        ["default"] = Reference("responses", "missing"),
    };

    /// <summary>The errors, all problem documents (RFC 9457).</summary>
    public static JsonObject Responses() => new()
    {
        ["badRequest"] = Problem("A parameter is unknown or has a bad value; 'parameter' names it."),
        ["notFound"] = Problem("There is no such thing."),
        ["gone"] = Problem("The token says nothing any more; 'detail' says where to begin anew."),
        ["missing"] = Problem("The cities asked are not available; 'federation' names them."),
    };

    /// <summary>The schemas.</summary>
    public static JsonObject Schemas() => new([.. Own(), .. ChangesDefinition.Schemas()]);

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Own() => JsonNode.Parse("""
        {
          "link": {
            "type": "object", "required": ["href", "rel"],
            "properties": { "href": { "type": "string" }, "rel": { "type": "string" }, "type": { "type": "string" }, "title": { "type": "string" } }
          },
          "links": { "type": "array", "items": { "$ref": "#/components/schemas/link" } },
          "landingPage": {
            "type": "object", "required": ["links"],
            "properties": { "title": { "type": "string" }, "description": { "type": "string" }, "links": { "$ref": "#/components/schemas/links" } }
          },
          "conformance": {
            "type": "object", "required": ["conformsTo"],
            "properties": { "conformsTo": { "type": "array", "items": { "type": "string" } } }
          },
          "functions": {
            "type": "object", "required": ["functions"],
            "properties": { "functions": { "type": "array", "items": { "type": "object", "required": ["name"], "properties": {
              "name": { "type": "string" }, "description": { "type": "string" },
              "returns": { "type": "array", "items": { "type": "string" } }, "arguments": { "type": "array", "items": { "type": "object" } } } } } }
          },
          "collection": {
            "type": "object", "required": ["id", "links"],
            "properties": {
              "id": { "type": "string" }, "title": { "type": "string" }, "description": { "type": "string" },
              "itemType": { "type": "string" }, "crs": { "type": "array", "items": { "type": "string" } },
              "extent": { "type": "object" }, "links": { "$ref": "#/components/schemas/links" },
              "dataset": { "type": "object" }, "cities": { "type": "array", "items": { "type": "object" } }
            }
          },
          "collections": {
            "type": "object", "required": ["links", "collections"],
            "properties": {
              "links": { "$ref": "#/components/schemas/links" },
              "collections": { "type": "array", "items": { "$ref": "#/components/schemas/collection" } },
              "federation": { "$ref": "#/components/schemas/federation" }
            }
          },
          "feature": {
            "type": "object", "required": ["type", "geometry", "properties"],
            "properties": {
              "type": { "type": "string", "enum": ["Feature"] }, "id": { "type": "string" },
              "geometry": { "type": "object", "nullable": true }, "properties": { "type": "object", "nullable": true },
              "links": { "$ref": "#/components/schemas/links" }
            }
          },
          "featureCollection": {
            "type": "object", "required": ["type", "features"],
            "properties": {
              "type": { "type": "string", "enum": ["FeatureCollection"] },
              "features": { "type": "array", "items": { "$ref": "#/components/schemas/feature" } },
              "numberMatched": { "type": "integer", "minimum": 0, "description": "Absent while a city is missing" },
              "numberReturned": { "type": "integer", "minimum": 0 },
              "timeStamp": { "type": "string", "format": "date-time" },
              "links": { "$ref": "#/components/schemas/links" },
              "federation": { "$ref": "#/components/schemas/federation" }
            }
          },
          "tileMatrixSets": {
            "type": "object", "required": ["tileMatrixSets"],
            "properties": {
              "tileMatrixSets": {
                "type": "array",
                "items": {
                  "type": "object", "required": ["links"],
                  "properties": { "id": { "type": "string" }, "title": { "type": "string" }, "uri": { "type": "string" }, "crs": { "type": "string" }, "links": { "$ref": "#/components/schemas/links" } }
                }
              },
              "links": { "$ref": "#/components/schemas/links" }
            }
          },
          "tileMatrixSet": {
            "type": "object", "required": ["crs", "tileMatrices"],
            "properties": {
              "id": { "type": "string" }, "title": { "type": "string" }, "uri": { "type": "string" }, "crs": { "type": "string" },
              "tileMatrices": { "type": "array", "items": { "type": "object" } }
            }
          },
          "tileSets": {
            "type": "object", "required": ["tilesets"],
            "properties": { "tilesets": { "type": "array", "items": { "$ref": "#/components/schemas/tileSet" } }, "links": { "$ref": "#/components/schemas/links" } }
          },
          "tileSet": {
            "type": "object", "required": ["dataType", "crs", "links"],
            "properties": {
              "title": { "type": "string" }, "description": { "type": "string" }, "dataType": { "type": "string", "enum": ["vector"] },
              "crs": { "type": "string" }, "tileMatrixSetURI": { "type": "string" }, "tileMatrixSetId": { "type": "string" },
              "tileMatrixSetLimits": { "type": "array", "items": { "type": "object" } }, "boundingBox": { "type": "object" },
              "layers": { "type": "array", "items": { "type": "object" } }, "links": { "$ref": "#/components/schemas/links" }
            }
          },
          "federation": {
            "type": "object", "required": ["complete", "cities"],
            "description": "Which cities were asked, and how each fared",
            "properties": {
              "complete": { "type": "boolean" },
              "cities": {
                "type": "array",
                "items": {
                  "type": "object", "required": ["city", "state"],
                  "properties": {
                    "city": { "type": "string" }, "state": { "type": "string", "enum": ["answered", "late", "failed", "stale"] },
                    "numberMatched": { "type": "integer" }, "numberReturned": { "type": "integer" }, "elapsedMs": { "type": "number" },
                    "dataAsOf": { "type": "string", "format": "date-time" }, "detail": { "type": "string" }
                  }
                }
              }
            }
          },
          "problem": {
            "type": "object",
            "properties": {
              "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" }, "detail": { "type": "string" },
              "parameter": { "type": "string" }, "federation": { "$ref": "#/components/schemas/federation" }
            }
          }
        }
        """)!.AsObject().Select(s => new KeyValuePair<string, JsonNode?>(s.Key, s.Value!.DeepClone()));

    private static JsonObject Problem(string description) => new()
    {
        ["description"] = description,
        ["content"] = Content("application/problem+json", "problem"),
    };

    private static JsonObject Content(string type, string schema) => new() { [type] = new JsonObject { ["schema"] = Reference("schemas", schema) } };

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };
}
