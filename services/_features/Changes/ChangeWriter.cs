using System.Text.Json;
using Npgsql;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Writing;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Changes;

/// <summary>Writes rows, as <see cref="ChangeSql.Page"/> selects them, as changes behind a token.</summary>
internal sealed class ChangeWriter(CollectionDescriptor collection, string city, ChangeToken since)
{
    private readonly FeatureWriter _features = new(new ItemsQuestion(collection, 0), city);
    private readonly int _first = collection.Key.Count + 1 + collection.Properties.Count;

    /// <summary>The place behind the current row.</summary>
    public (ulong Xid, long Sequence) Place(NpgsqlDataReader row) => (row.GetFieldValue<ulong>(_first), row.GetInt64(_first + 1));

    /// <summary>Writes the current row.</summary>
    public void Write(Utf8JsonWriter json, NpgsqlDataReader row)
    {
        var deleted = row.GetBoolean(_first + 4);
        json.WriteStartObject();
        json.WriteString("type"u8, deleted ? "delete"u8 : IsNew(row) ? "insert"u8 : "update"u8);
        json.WriteString("id"u8, _features.Id(row));
        json.WriteString("version"u8, Convert.ToHexStringLower(row.GetFieldValue<byte[]>(_first + 5)));
        json.WriteString("changedAt"u8, row.GetDateTime(_first + 3));
        if (!deleted)
        {
            json.WritePropertyName("feature"u8);
            _features.Write(json, row);
        }

        json.WriteEndObject();
    }

    /// <summary>
    /// Whether the row began to live behind the token. Where the transaction that made it is also the one that last wrote
    /// it, its only place is behind the token, and so is its begin.
    /// </summary>
    private bool IsNew(NpgsqlDataReader row)
    {
        var (changed, created) = (row.GetFieldValue<ulong>(_first), row.GetFieldValue<ulong>(_first + 2));
        return changed < since.CopyOf || created == changed || created > since.Xid;
    }
}
