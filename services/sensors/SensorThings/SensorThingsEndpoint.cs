using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UrbanDataHub.Features;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;
using UrbanDataHub.Sensors.SensorThings.Sql;
using UrbanDataHub.Sensors.SensorThings.Writing;

namespace UrbanDataHub.Sensors.SensorThings;

/// <summary>SensorThings 1.1 (OGC 18-088) over all cities of this node, as far as it reads.</summary>
internal sealed class SensorThingsEndpoint(ServiceDatabase database, CursorCodec cursors, HubSettings settings)
{
    /// <summary>Path of the service root.</summary>
    public const string Root = "/sensorthings/v1.1";

    // Letters and the signs of addresses stay as they are: the answer is JSON and never part of a page.
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Requirement = "http://www.opengis.net/spec/iot_sensing/1.1/req/";

    // Requirements classes of OGC 18-088 that are kept as a whole.
    private static readonly string[] _conformance = [Requirement + "datamodel", Requirement + "resource-path/resource-path-to-entities", Requirement + "request-data"];

    /// <summary>The service root: the entity sets, and what is conformed to (clause 9.2.1).</summary>
    public Task RootAsync(HttpContext context)
    {
        QueryParameters.Check(context.Request.Query);
        var root = RootOf(context);
        return Results.Json(new
        {
            value = EntityModel.All.Select(t => new { name = t.Set, url = $"{root}/{t.Set}" }),
            serverSettings = new { conformance = _conformance },
        }).ExecuteAsync(context);
    }

    /// <summary>Everything below it.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var path = ResourcePath.Read((string)context.Request.RouteValues["path"]!);
        var options = context.Request.Query.SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value ?? "")).ToList();
        await using var connection = await database.Source.OpenConnectionAsync(context.RequestAborted);
        var reader = new EntityReader(connection, context.RequestAborted);
        if (path.Last.IsSet)
            await SetAsync(context, path, options, reader);
        else
            await EntityAsync(context, path, options, reader);
    }

    private async Task SetAsync(HttpContext context, ResourcePath path, List<KeyValuePair<string, string>> options, EntityReader reader)
    {
        var merging = path.Steps.Count == 1 ? MergeOptions.Take(options) : new MergeOptions(false, null);
        var query = QueryOptions.Read(path.Last.Type, options);
        var address = "/" + (string)context.Request.RouteValues["path"]!;
        var scope = await ScopeAsync(path, reader);
        var page = await reader.PageAsync(query, scope, merging.After ?? Behind(query, address));
        await WriteAsync(context, writer => writer.Page(query, page, address, Writing(writer, path), merging.Keys));
    }

    private async Task EntityAsync(HttpContext context, ResourcePath path, List<KeyValuePair<string, string>> options, EntityReader reader)
    {
        QueryOptions.Check(options.Select(o => o.Key), path.Ending == Ending.Entity ? ["$select", "$expand"] : []);
        var query = QueryOptions.Read(path.Last.Type, path.Property is { } property ? [KeyValuePair.Create("$select", property.Name)] : options) with { Top = 1 };
        var id = path.Steps is [{ Id: { } only }] ? only : await reader.FindAsync(path.Steps) ?? throw NotFound(context);
        var row = (await reader.PageAsync(query, Scope.One(id), null)).Rows is [var found] ? found : throw NotFound(context);
        if (path.Property is not null && row.Values[0] is null)
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else if (path.Ending == Ending.Value)
            await Results.Text(EntityWriter.Bare(row.Values[0]!)).ExecuteAsync(context);
        else
            await WriteAsync(context, writer => Writing(writer, path)(query, row));
    }

    private static Action<EntityQuery, EntityRow> Writing(EntityWriter writer, ResourcePath path) =>
        path.Ending == Ending.References ? writer.Reference : writer.Entity;

    /// <summary>What the steps before an entity set demand of its entities.</summary>
    /// <exception cref="ProblemException">404: they lead nowhere.</exception>
    private static async Task<Scope?> ScopeAsync(ResourcePath path, EntityReader reader)
    {
        if (path.Steps.Count == 1)
            return null;
        var (owner, navigation) = (path.Steps[^2], path.Last.Navigation!);
        var id = await reader.FindAsync([.. path.Steps.SkipLast(1)]) ?? throw ProblemException.NotFound($"There is no {owner.Type.Name} at this address that has {navigation.Name}.");
        return new Scope(navigation.Condition, await reader.OwnerAsync(owner, navigation, id) ?? throw ProblemException.NotFound($"The {owner.Type.Name} has no {navigation.Name}."));
    }

    private string?[]? Behind(EntityQuery query, string address) =>
        query.After is { } token ? cursors.Decode<string?[]>(token, EntityWriter.Question(query, address), QueryOptions.SkipToken) : null;

    private async Task WriteAsync(HttpContext context, Action<EntityWriter> write)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, _json);
        write(new EntityWriter(json, RootOf(context), cursors));
        await json.FlushAsync(context.RequestAborted);
    }

    /// <summary>Answers with an entity that was written, and where it is.</summary>
    public async Task AnswerAsync(HttpContext context, Written written)
    {
        context.Response.StatusCode = written.Status;
        if (written.Id is not { } id)
            return;
        var query = QueryOptions.Read(written.Type, []) with { Top = 1 };
        await using var connection = await database.Source.OpenConnectionAsync(context.RequestAborted);
        var page = await new EntityReader(connection, context.RequestAborted).PageAsync(query, Scope.One(id), null);
        if (written.Status == StatusCodes.Status201Created)
            context.Response.Headers.Location = $"{RootOf(context)}/{written.Type.Set}({id})";
        // Somebody may have deleted it meanwhile.
        if (page.Rows is [var row])
            await WriteAsync(context, writer => writer.Entity(query, row));
    }

    /// <summary>An entity as JSON, with links below a service root.</summary>
    public byte[] Write(EntityQuery query, EntityRow row, string root)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, _json))
            new EntityWriter(json, root, cursors).Entity(query, row);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The service root as the client sees it.</summary>
    public string RootOf(HttpContext context)
    {
        var self = SelfAddress.Of(context.Request, settings.Node);
        // Who says that it asks elsewhere than below a service root gets links to this node.
        return self.IndexOf(Root, StringComparison.Ordinal) is >= 0 and var at ? self[..(at + Root.Length)] : settings.Node.Url.GetLeftPart(UriPartial.Authority) + Root;
    }

    private static ProblemException NotFound(HttpContext context) => ProblemException.NotFound($"There is no entity at '{context.Request.Path}'.");
}
