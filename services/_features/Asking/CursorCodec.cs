using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Features.Asking;

/// <summary>
/// Opaque cursors: base64url of eight bytes of a keyed checksum and the JSON of a position. The checksum covers the
/// question, so that a cursor of another question, or one that was made up, is a 400 and not a wrong page.
/// </summary>
public sealed class CursorCodec(byte[] key)
{
    private const int TagLength = 8;

    /// <summary>A codec for a node; every copy of its programs makes the same cursors.</summary>
    public static CursorCodec For(string secret) => new(SHA256.HashData(Encoding.UTF8.GetBytes("cursor:" + secret)));

    /// <summary>Writes <paramref name="position"/> as a cursor of <paramref name="question"/>.</summary>
    public string Encode<T>(T position, string question)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(position);
        return Base64Url.EncodeToString([.. Tag(json, question), .. json]);
    }

    /// <summary>Reads a cursor of <paramref name="question"/>.</summary>
    /// <param name="parameter">The parameter in which it came.</param>
    /// <exception cref="ProblemException">It is none, or one of another question.</exception>
    public T Decode<T>(string cursor, string question, string parameter = "cursor")
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(cursor);
            var json = bytes.AsSpan(Math.Min(TagLength, bytes.Length));
            if (bytes.Length > TagLength && CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, TagLength), Tag(json, question)))
                return JsonSerializer.Deserialize<T>(json)!;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // No base64, or a position of another version: the same answer as any other cursor that we did not make.
        }

        throw Foreign(parameter);
    }

    /// <summary>400: a cursor of another question, or one that was made up.</summary>
    /// <param name="parameter">The parameter in which it came.</param>
    public static ProblemException Foreign(string parameter = "cursor") => ProblemException.Parameter400(
        parameter, $"The value of '{parameter}' does not belong to this question; take it from the 'next' link of an answer and keep the other parameters.");

    private byte[] Tag(ReadOnlySpan<byte> json, string question)
    {
        byte[] covered = [.. json, 0, .. Encoding.UTF8.GetBytes(question)];
        return HMACSHA256.HashData(key, covered)[..TagLength];
    }
}
