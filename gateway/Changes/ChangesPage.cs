using System.Text.Json;
using System.Text.Unicode;
using UrbanDataHub.Gateway.Web;

namespace UrbanDataHub.Gateway.Changes;

/// <summary>One city's page of changes, cut open: the bytes of the changes, untouched, and the members beside them.</summary>
/// <param name="Changes">The changes with the commas between them, without the brackets around; empty for none.</param>
/// <param name="Count">How many changes that is.</param>
/// <param name="Token">Where the city goes on.</param>
/// <param name="More">Whether it has more at once.</param>
/// <param name="DataAsOf">When the city's data last changed, as it says itself.</param>
public sealed record ChangesPage(ReadOnlyMemory<byte> Changes, int Count, string? Token, bool? More, DateTimeOffset? DataAsOf)
{
    /// <summary>Cuts open an answer of a change feed (infra/decisions/0008).</summary>
    /// <exception cref="JsonException">It is none, or not whole.</exception>
    public static ChangesPage Parse(ReadOnlyMemory<byte> body)
    {
        // The reader skips over texts without a look; the bytes of a city become part of our answer.
        if (!Utf8.IsValid(body.Span))
            throw new JsonException("the answer is not UTF-8");
        var reader = new Utf8JsonReader(body.Span);
        var page = new ChangesPage(default, -1, null, null, null);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("the answer is no JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            page = page.Member(ref reader, body);
        // The reader checks the rest, so that a body with something behind its end is seen as what it is.
        while (reader.Read())
        {
        }

        return page is { Count: >= 0, Token.Length: > 0, More: not null } ? page : throw new JsonException("the answer lacks 'changes', 'token' or 'more'");
    }

    private ChangesPage Member(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("changes"u8))
        {
            var (changes, count, _) = JsonSlices.Objects(ref reader, body, "changes");
            return this with { Changes = changes, Count = count };
        }

        if (reader.ValueTextEquals("token"u8))
            return reader.Read() && reader.TokenType == JsonTokenType.String ? this with { Token = reader.GetString() } : throw new JsonException("'token' is no text");
        if (reader.ValueTextEquals("more"u8))
            return reader.Read() && reader.TokenType is JsonTokenType.True or JsonTokenType.False ? this with { More = reader.GetBoolean() } : throw new JsonException("'more' is not true or false");
        if (reader.ValueTextEquals("federation"u8))
            return this with { DataAsOf = JsonSlices.DataAsOf(ref reader) };
        reader.Skip();
        return this;
    }
}
