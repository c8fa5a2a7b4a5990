using Microsoft.AspNetCore.Http;
using Npgsql;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.Storage;

namespace UrbanDataHub.Sensors.SensorThings.Writing;

/// <summary>Writing over HTTP (OGC 18-088, clause 10): entities one at a time, and data arrays.</summary>
internal sealed class WriteEndpoint(ServiceDatabase database, SensorThingsEndpoint reading, EntityOperations operations, Followers followers, WriteAccess access, Partitions partitions)
{
    private const int MostTries = 5;

    /// <summary>Address of data arrays (clause 13).</summary>
    public const string CreateObservations = "/CreateObservations";

    /// <summary>POST, PATCH, PUT and DELETE of entities.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        access.Check(context);
        QueryParameters.Check(context.Request.Query);
        var body = await Bodies.BytesAsync(context);
        var path = (string)context.Request.RouteValues["path"]!;
        var written = await InSessionAsync(session => operations.DoAsync(session, context.Request.Method, path, body, context.Request.ContentType), context.RequestAborted);
        await reading.AnswerAsync(context, written);
    }

    /// <summary>POST of data arrays: a link for each observation, or <c>error</c>.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        access.Check(context);
        using var json = Bodies.Json(await Bodies.BytesAsync(context), context.Request.ContentType);
        var array = DataArrays.Read(json.RootElement);
        var added = await InSessionAsync(array.AddAsync, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(added.Select(id => id is { } known ? $"{reading.RootOf(context)}/Observations({known})" : "error"), context.RequestAborted);
    }

    /// <summary>Does something in one transaction, with what follows from it; again, if others were in the way.</summary>
    private async Task<T> InSessionAsync<T>(Func<WriteSession, Task<T>> act, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection = await database.Source.OpenConnectionAsync(cancel);
                await using var transaction = await connection.BeginTransactionAsync(cancel);
                var session = new WriteSession(connection, transaction, partitions, cancel);
                var result = await act(session);
                await followers.FollowAsync(session);
                await transaction.CommitAsync(cancel);
                return result;
            }
            catch (PostgresException e) when (tries < MostTries && (IsInTheWay(e) || partitions.IsMissing(e)))
            {
                // One of two requests had to give way, or a partition was dropped meanwhile.
            }
        }
    }

    /// <summary>Two wanted the same rows in another order, or one moved the row that the other wanted into another partition.</summary>
    private static bool IsInTheWay(PostgresException fault) => fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
