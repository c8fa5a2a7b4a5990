using Microsoft.AspNetCore.Http;
using Npgsql;
using NpgsqlTypes;
using UrbanDataHub.Hosting.Database;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Changes;

/// <summary>How the feed of one city's collection stands at the moment of a snapshot.</summary>
/// <param name="ChangedAt">When the dataset last changed.</param>
/// <param name="Horizon">All transactions below it have ended: what they wrote can be seen, and nothing more will come of them.</param>
/// <param name="Ahead">No transaction from here on has begun.</param>
internal sealed record FeedState(DateTimeOffset? ChangedAt, string Epoch, ulong Horizon, ulong Ahead)
{
    /// <summary>The question for it: $1 city, $2 collection, $3 table.</summary>
    public static NpgsqlBatchCommand Question(string city, CollectionDescriptor collection)
    {
        var command = new NpgsqlBatchCommand("""
            SELECT d.changed_at, hub.change_epoch($3::regclass), pg_snapshot_xmin(s), pg_snapshot_xmax(s)
            FROM hub.datasets d, pg_current_snapshot() s WHERE d.city = $1 AND d.collection = $2
            """);
        foreach (var text in new[] { city, collection.Id, CollectionTable.Name(collection) })
            command.Parameters.Add(new NpgsqlParameter { Value = text, NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }

    /// <summary>Reads the answer.</summary>
    /// <exception cref="ProblemException">404: the city has no such dataset.</exception>
    public static async Task<FeedState> ReadAsync(NpgsqlDataReader row, string city, CollectionDescriptor collection, CancellationToken cancel) =>
        await row.ReadAsync(cancel)
            ? new FeedState(row.IsDBNull(0) ? null : row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetFieldValue<ulong>(2), row.GetFieldValue<ulong>(3))
            : throw Served.NoDataset(city, collection);

    /// <summary>Lets a token pass whose numbers are those of this feed.</summary>
    /// <exception cref="ProblemException">410: they are of another epoch.</exception>
    public void Check(ChangeToken token)
    {
        if (token.Epoch != Epoch || token.Xid > Ahead)
        {
            throw new ProblemException(
                StatusCodes.Status410Gone,
                "Token expired",
                "The token is from before the collection was restored or made anew, and what changed since then is not known; begin anew without 'since', in place of what you hold.",
                "since");
        }
    }
}
