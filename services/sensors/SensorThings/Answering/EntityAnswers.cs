using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Formats;
using UrbanDataHub.Sensors.SensorThings.Sql;
using UrbanDataHub.Sensors.SensorThings.Writing;

namespace UrbanDataHub.Sensors.SensorThings.Answering;

/// <summary>Answers questions, and tells what was written. The response is that of a request, or of a part of a batch.</summary>
internal sealed class EntityAnswers(ServiceDatabase database, CursorCodec cursors)
{
    // Letters and the signs of addresses stay as they are: the answer is JSON and never part of a page.
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers a question.</summary>
    /// <exception cref="ProblemException">400 or 404; nothing was sent.</exception>
    public async Task ReadAsync(Question question, HttpResponse response)
    {
        var path = ResourcePath.Read(question.Path);
        await using var connection = await database.Source.OpenConnectionAsync(response.HttpContext.RequestAborted);
        if (path.Last.IsSet)
            await SetAsync(question, path, connection, response);
        else
            await EntityAsync(question, path, connection, response);
    }

    /// <summary>Tells what an operation did, with the entity and where it is.</summary>
    public async Task TellAsync(Written written, string root, HttpResponse response)
    {
        response.StatusCode = written.Status;
        if (written.Id is not { } id)
            return;
        if (written.Status == StatusCodes.Status201Created)
            response.Headers.Location = $"{root}/{written.Type.Set}({id})";
        var query = QueryOptions.Read(written.Type, []) with { Top = 1 };
        await using var connection = await database.Source.OpenConnectionAsync(response.HttpContext.RequestAborted);
        var page = await Reader(connection, response).PageAsync(query, Scope.One(id), null);
        // Somebody may have deleted it meanwhile.
        if (page.Rows is [var row])
            await WriteAsync(response, root, "application/json", writer => writer.Entity(query, row));
    }

    /// <summary>Tells of data arrays: a link for each observation, or <c>error</c>.</summary>
    public static Task TellAsync(IEnumerable<long?> added, string root, HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status201Created;
        return response.WriteAsJsonAsync(added.Select(id => id is { } known ? $"{root}/Observations({known})" : "error"), response.HttpContext.RequestAborted);
    }

    /// <summary>An entity as JSON, with links below a service root.</summary>
    public byte[] Write(EntityQuery query, EntityRow row, string root)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, _json))
            new EntityWriter(json, root, cursors).Entity(query, row);
        return bytes.WrittenSpan.ToArray();
    }

    private async Task SetAsync(Question question, ResourcePath path, NpgsqlConnection connection, HttpResponse response)
    {
        var options = question.Options.ToList();
        var merging = path.Steps.Count == 1 ? MergeOptions.Take(options) : MergeOptions.None;
        var query = QueryOptions.Read(path.Last.Type, options);
        if (path.Ending == Ending.References && query.Format != ResultFormat.Json)
            throw ProblemException.Parameter400(ResultFormats.Option, $"Links come as JSON only; leave '{ResultFormats.Option}' out.");
        var scope = await ScopeAsync(path, Reader(connection, response));
        var behind = merging.After ?? (query.After is { } token ? cursors.Decode<string?[]>(token, EntityWriter.Question(query, question.Address), QueryOptions.SkipToken) : null);
        if (merging.Keys)
        {
            await KeyedAsync(question, path, query, merging with { After = behind }, connection, response);
            return;
        }

        if (query.Format == ResultFormat.Csv)
        {
            await CsvAnswer.WriteAsync(query, scope, behind, connection, response);
            return;
        }

        var page = await Reader(connection, response).PageAsync(query, scope, behind);
        await WriteAsync(response, question.Root, ResultFormats.MediaType(query.Format), writer =>
        {
            if (query.Format == ResultFormat.DataArray)
                DataArrayWriter.Write(writer, query, page, question.Address);
            else if (query.Format == ResultFormat.GeoJson)
                GeoJsonWriter.Write(writer, query, page, question.Address);
            else
                writer.Page(query, page, question.Address, Writing(writer, path));
        });
    }

    /// <summary>A page for a gateway, which encloses the entities of all nodes in what the form demands.</summary>
    private async Task KeyedAsync(Question question, ResourcePath path, EntityQuery query, MergeOptions merging, NpgsqlConnection connection, HttpResponse response)
    {
        var reader = Reader(connection, response);
        var columns = merging.Columns && query.Format == ResultFormat.Csv ? await CsvColumns.OfAsync(query, null, reader) : null;
        var page = await reader.PageAsync(query, null, merging.After);
        await WriteAsync(response, question.Root, ResultFormats.MediaType(ResultFormat.Json), writer => writer.KeyedPage(query, page, question.Address, query.Format switch
        {
            ResultFormat.DataArray => (q, row) => DataArrayWriter.One(writer, q, row),
            ResultFormat.GeoJson => (q, row) => GeoJsonWriter.Feature(writer, q, row),
            ResultFormat.Csv => (q, row) => CsvColumns.WriteCells(writer, q, row),
            _ => Writing(writer, path),
        }, columns?.Select(c => c.Name)));
    }

    private async Task EntityAsync(Question question, ResourcePath path, NpgsqlConnection connection, HttpResponse response)
    {
        QueryOptions.Check(question.Options.Select(o => o.Key), path.Ending == Ending.Entity ? ["$select", "$expand", ResultFormats.Option] : []);
        var query = QueryOptions.Read(path.Last.Type, path.Property is { } property ? [KeyValuePair.Create("$select", property.Name)] : question.Options) with { Top = 1 };
        if (query.Format == ResultFormat.DataArray)
            throw ProblemException.Parameter400(ResultFormats.Option, "A data array holds observations; ask for them at an address that ends in Observations.");
        var reader = Reader(connection, response);
        var id = path.Steps is [{ Id: { } only }] ? only : await reader.FindAsync(path.Steps) ?? throw NotFound(question);
        var row = (await reader.PageAsync(query, Scope.One(id), null)).Rows is [var found] ? found : throw NotFound(question);
        if (path.Property is not null && row.Values[0] is null)
            response.StatusCode = StatusCodes.Status204NoContent;
        else if (path.Ending == Ending.Value)
            await TextAsync(response, EntityWriter.Bare(row.Values[0]!));
        else if (query.Format == ResultFormat.Csv)
            await CsvAnswer.WriteAsync(query, Scope.One(id), null, connection, response);
        else if (query.Format == ResultFormat.GeoJson)
            await WriteAsync(response, question.Root, ResultFormats.MediaType(query.Format), writer => GeoJsonWriter.Write(writer, query, new EntityPage([row], false, null), question.Address));
        else
            await WriteAsync(response, question.Root, "application/json", writer => Writing(writer, path)(query, row));
    }

    private static EntityReader Reader(NpgsqlConnection connection, HttpResponse response) => new(connection, response.HttpContext.RequestAborted);

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

    private async Task WriteAsync(HttpResponse response, string root, string mediaType, Action<EntityWriter> write)
    {
        response.ContentType = mediaType;
        await using var json = new Utf8JsonWriter(response.BodyWriter, _json);
        write(new EntityWriter(json, root, cursors));
        await json.FlushAsync(response.HttpContext.RequestAborted);
    }

    private static Task TextAsync(HttpResponse response, string text)
    {
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(text, response.HttpContext.RequestAborted);
    }

    private static ProblemException NotFound(Question question) => ProblemException.NotFound($"There is no entity at '{question.Address}'.");
}
