using System.Text.Json.Serialization;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Features.Changes;

/// <summary>A place in the feed of one city's collection: everything up to it was handed out (infra/decisions/0008).</summary>
/// <param name="Epoch">What the numbers are bound to; of another epoch they say nothing.</param>
/// <param name="Xid">Transaction of the last change.</param>
/// <param name="Sequence">Its number there; 0 is before all changes of the transaction.</param>
/// <param name="CopyOf">
/// While the walk from the beginning copies the rows of transactions before this one: there every row is new to the
/// reader, and tombstones do not concern it.
/// </param>
internal sealed record ChangeToken(
    [property: JsonPropertyName("e")] string Epoch,
    [property: JsonPropertyName("x")] ulong Xid,
    [property: JsonPropertyName("s")] long Sequence,
    [property: JsonPropertyName("c"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ulong? CopyOf = null)
{
    /// <summary>The place before everything.</summary>
    public static ChangeToken Beginning { get; } = new("", 0, 0, ulong.MaxValue);

    /// <summary>The place behind a change.</summary>
    public ChangeToken Behind(ulong xid, long sequence) => this with { Xid = xid, Sequence = sequence, CopyOf = xid < CopyOf ? CopyOf : null };

    /// <summary>Writes it down, for one city and collection.</summary>
    public string Encode(CursorCodec codec, string city, CollectionDescriptor collection) => codec.Encode(this, Scope(city, collection));

    /// <summary>Reads the token of one city and collection.</summary>
    /// <exception cref="ProblemException">400: it is none.</exception>
    public static ChangeToken Decode(string token, CursorCodec codec, string city, CollectionDescriptor collection) =>
        codec.Decode<ChangeToken>(token, Scope(city, collection), "since");

    private static string Scope(string city, CollectionDescriptor collection) => $"changes|{city}|{collection.Id}";
}
