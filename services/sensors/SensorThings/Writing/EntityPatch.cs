using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.JsonPatch.SystemTextJson;
using Microsoft.AspNetCore.JsonPatch.SystemTextJson.Exceptions;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;
using UrbanDataHub.Sensors.SensorThings.Sql;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>JSON Patch (RFC 6902; OGC 18-088, clause 10.3) over the properties of an entity.</summary>
internal static class EntityPatch
{
    /// <summary>What is different after the patch.</summary>
    /// <exception cref="ProblemException">400: it is no patch, or does not fit the entity. 404: there is none.</exception>
    public static async Task<EntityInput> ReadAsync(WriteSession session, EntityType type, long id, ReadOnlyMemory<byte> body)
    {
        var query = QueryOptions.Read(type, []) with { Top = 1 };
        var page = await new EntityReader(session.Connection, session.Cancel).PageAsync(query, Scope.One(id), null);
        var before = page.Rows is [var row] ? Properties(query, row) : throw ProblemException.NotFound($"There is no {type.Set}({id}).");
        var after = (JsonObject)before.DeepClone();
        Apply(body, after);
        var changed = new JsonObject();
        foreach (var property in type.Properties.Where(p => !JsonNode.DeepEquals(before[p.Name], after[p.Name])))
            changed[property.Name] = after[property.Name]?.DeepClone();
        foreach (var unknown in after.Where(member => type.Property(member.Key) is null))
            changed[unknown.Key] = unknown.Value?.DeepClone();
        return InputReader.Part(type, JsonSerializer.SerializeToElement(changed));
    }

    private static void Apply(ReadOnlyMemory<byte> body, JsonObject entity)
    {
        try
        {
            var patch = JsonSerializer.Deserialize<JsonPatchDocument<JsonObject>>(body.Span) ?? throw Faults.Member("", "The body is no JSON Patch, but null");
            patch.ApplyTo(entity);
        }
        catch (Exception e) when (e is JsonException or JsonPatchException)
        {
            throw Faults.Member("", $"The body is no JSON Patch that fits the entity: {e.Message}");
        }
    }

    private static JsonObject Properties(EntityQuery query, EntityRow row)
    {
        var entity = new JsonObject();
        foreach (var (property, value) in PageSql.Written(query).Zip(row.Values))
        {
            if (value is not null)
                entity[property.Name] = value switch { RawJson raw => JsonNode.Parse(raw.Text), double number => number, _ => EntityWriter.Bare(value) };
        }

        return entity;
    }
}
