using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UrbanDataHub.Hosting.Configuration;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Answering;
using UrbanDataHub.Sensors.SensorThings.Asking;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>What an operation did.</summary>
/// <param name="Id">The entity, if it is there afterwards.</param>
internal sealed record Written(int Status, EntityType Type, long? Id);

/// <summary>The operations on addresses: make, change, replace, delete.</summary>
internal sealed class EntityOperations(HubSettings settings)
{
    /// <summary>Media type of JSON Patch (RFC 6902).</summary>
    public const string JsonPatch = "application/json-patch+json";

    /// <summary>Does what a method means at an address.</summary>
    /// <param name="path">Below the service root, without a slash in front.</param>
    /// <exception cref="ProblemException">404, 405, 409, or 400 that names what is wrong with the body.</exception>
    public Task<Written> DoAsync(WriteSession session, string method, string path, ReadOnlyMemory<byte> body, string? contentType)
    {
        var address = ResourcePath.Read(path);
        if (address.Ending != Ending.Entity || address.Last.IsSet != HttpMethods.IsPost(method))
            throw NotAllowed(method, path, address.Last.IsSet);
        return method switch
        {
            "POST" => CreateAsync(session, address, body, contentType),
            "DELETE" => DeleteAsync(session, address),
            "PUT" => ChangeAsync(session, address, (type, _) => ReadAsync(body, contentType, json => InputReader.Replacement(type, json))),
            _ when contentType?.StartsWith(JsonPatch, StringComparison.OrdinalIgnoreCase) == true =>
                ChangeAsync(session, address, (type, id) => EntityPatch.ReadAsync(session, type, id, body)),
            _ => ChangeAsync(session, address, (type, _) => ReadAsync(body, contentType, json => InputReader.Part(type, json))),
        };
    }

    private async Task<Written> CreateAsync(WriteSession session, ResourcePath path, ReadOnlyMemory<byte> body, string? contentType)
    {
        var owner = await OwnerAsync(session, path);
        using var json = Bodies.Json(body, contentType);
        var input = InputReader.Whole(path.Last.Type, json.RootElement, owner is null ? null : InputReader.Back(owner.Navigation, path.Last.Type));
        var id = await new EntityCreation(session, settings.Node).CreateAsync(input, owner);
        return new Written(StatusCodes.Status201Created, path.Last.Type, id);
    }

    private static async Task<Written> ChangeAsync(WriteSession session, ResourcePath path, Func<EntityType, long, Task<EntityInput>> read)
    {
        var id = await IdAsync(session, path);
        await new EntityChange(session).ChangeAsync(await read(path.Last.Type, id), id);
        return new Written(StatusCodes.Status200OK, path.Last.Type, id);
    }

    private static async Task<Written> DeleteAsync(WriteSession session, ResourcePath path)
    {
        await new EntityRemoval(session).RemoveAsync(path.Last.Type, await IdAsync(session, path));
        return new Written(StatusCodes.Status200OK, path.Last.Type, null);
    }

    private static Task<EntityInput> ReadAsync(ReadOnlyMemory<byte> body, string? contentType, Func<JsonElement, EntityInput> read)
    {
        using var json = Bodies.Json(body, contentType);
        return Task.FromResult(read(json.RootElement.Clone()));
    }

    private static async Task<Owner?> OwnerAsync(WriteSession session, ResourcePath path)
    {
        if (path.Steps.Count == 1)
            return null;
        var (owner, navigation) = (path.Steps[^2], path.Last.Navigation!);
        var id = await new EntityReader(session.Connection, session.Cancel).FindAsync([.. path.Steps.SkipLast(1)])
            ?? throw ProblemException.NotFound($"There is no {owner.Type.Name} at this address that could have {navigation.Name}.");
        return new Owner(owner.Type, navigation, id);
    }

    private static async Task<long> IdAsync(WriteSession session, ResourcePath path) =>
        path.Steps is [{ Id: { } only }] ? only : await new EntityReader(session.Connection, session.Cancel).FindAsync(path.Steps)
            ?? throw ProblemException.NotFound($"There is no {path.Last.Type.Name} at this address.");

    private static ProblemException NotAllowed(string method, string path, bool isSet) => new(
        StatusCodes.Status405MethodNotAllowed, "Method not allowed",
        $"{method} has no meaning at '{path}': {(isSet ? "entities are made here with POST" : "an entity is changed with PATCH or PUT and deleted with DELETE, at its own address")}.");
}
