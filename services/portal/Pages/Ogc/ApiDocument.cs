using System.Text.Json;

namespace UrbanDataHub.Portal.Pages.Ogc;

/// <summary>The operations of one tag of an OpenAPI 3.0 document.</summary>
public sealed record ApiTag(string Name, string? Description, IReadOnlyList<ApiOperation> Operations);

/// <summary>One operation.</summary>
/// <param name="Example">An address that can be asked as it stands; null where a part of the path is known to the data alone.</param>
/// <param name="Types">Media types of a good answer.</param>
/// <param name="Statuses">What it may answer.</param>
public sealed record ApiOperation(
    string Id, string Method, string Path, string? Summary, IReadOnlyList<ApiParameter> Parameters, string? Example, IReadOnlyList<string> Types, IReadOnlyList<string> Statuses);

/// <summary>One parameter.</summary>
/// <param name="In"><c>path</c> or <c>query</c>.</param>
/// <param name="Type">JSON type with its bounds.</param>
/// <param name="Values">The allowed values; empty when there is no list of them.</param>
/// <param name="Shared">True when several operations share it; then its description is in English.</param>
public sealed record ApiParameter(string Name, string In, bool Required, string Type, string? Default, IReadOnlyList<string> Values, string? Description, bool Shared);

/// <summary>Reads an OpenAPI 3.0 document that refers to nothing but its own components.</summary>
public sealed class ApiDocument(JsonElement root)
{
    private const string Components = "#/components/parameters/";

    /// <summary>The operations by tag: those that the document describes in its order, then others.</summary>
    public IReadOnlyList<ApiTag> Tags
    {
        get
        {
            var operations = Operations().ToLookup(o => o.Tag, o => o.Operation);
            var described = root.Array("tags").Select(t => (Name: t.Text("name") ?? "", Description: t.Text("description"))).ToList();
            var others = operations.Select(o => (Name: o.Key, Description: (string?)null)).ExceptBy(described.Select(t => t.Name), t => t.Name);
            return [.. described.Concat(others).Select(t => new ApiTag(t.Name, t.Description, [.. operations[t.Name]])).Where(t => t.Operations.Count > 0)];
        }
    }

    /// <summary>Address below which the paths stand.</summary>
    public string Server => root.Array("servers") is [var first, ..] ? first.Text("url") ?? "" : "";

    private IEnumerable<(string Tag, ApiOperation Operation)> Operations() =>
        from path in root.Members("paths")
        from method in path.Value.EnumerateObject()
        where method.Value.ValueKind == JsonValueKind.Object
        select (method.Value.Texts("tags") is [var tag, ..] ? tag : "", Read(path.Name, method));

    private ApiOperation Read(string path, JsonProperty method)
    {
        var parameters = method.Value.Array("parameters").Select(Parameter).ToList();
        var responses = method.Value.Members("responses");
        return new ApiOperation(
            method.Value.Text("operationId") ?? path,
            method.Name.ToUpperInvariant(),
            path,
            method.Value.Text("summary"),
            parameters,
            method.NameEquals("get") ? Example(path, parameters) : null,
            [.. responses.Where(r => r.Name == "200").SelectMany(r => r.Value.Members("content")).Select(c => c.Name)],
            [.. responses.Select(r => r.Name)]);
    }

    private ApiParameter Parameter(JsonElement written)
    {
        var reference = written.Text("$ref");
        var parameter = reference is not null && reference.StartsWith(Components, StringComparison.Ordinal)
            ? root.Member("components").Member("parameters").Member(reference[Components.Length..])
            : written;
        var schema = parameter.Member("schema");
        return new ApiParameter(
            parameter.Text("name") ?? "",
            parameter.Text("in") ?? "",
            parameter.Member("required").ValueKind == JsonValueKind.True,
            TypeOf(schema),
            schema.Member("default") is { ValueKind: not JsonValueKind.Undefined } value ? value.ToString() : null,
            [.. schema.Array("enum").Concat(schema.Member("items").Array("enum")).Select(v => v.ToString())],
            parameter.Text("description"),
            reference is not null);
    }

    private static string TypeOf(JsonElement schema)
    {
        var type = schema.Text("format") is { } format ? $"{schema.Text("type")} ({format})" : schema.Text("type") ?? "";
        var bounds = (schema.Text("minimum"), schema.Text("maximum")) switch
        {
            (null, null) => "",
            ({ } least, null) => $" ≥ {least}",
            (null, { } most) => $" ≤ {most}",
            var (least, most) => $" {least} – {most}",
        };
        return schema.Member("items").ValueKind == JsonValueKind.Object ? $"{type} [{TypeOf(schema.Member("items"))}]" : type + bounds;
    }

    /// <summary>The path with a value for each of its parts, if the document names one.</summary>
    private static string? Example(string path, IEnumerable<ApiParameter> parameters)
    {
        foreach (var part in parameters.Where(p => p.In == "path"))
        {
            if ((part.Default ?? (part.Values is [var first, ..] ? first : null)) is not { } value)
                return null;
            path = path.Replace($"{{{part.Name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
        }

        return path;
    }
}
