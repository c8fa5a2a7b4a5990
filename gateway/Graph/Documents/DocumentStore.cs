using System.Security.Cryptography;
using System.Text;

namespace UrbanDataHub.Gateway.Graph.Documents;

/// <summary>
/// Finds the text of the document that a request asks to run: its own, one that was sent before with its hash (automatic
/// persisted queries, version 1), or one of the operator's.
/// </summary>
public sealed class DocumentStore(GraphOptions options, TrustedDocuments? trusted)
{
    private const string Sha256 = "sha256:";
    private readonly RecentDocuments _recent = new(options.Kept, options.Kept * 4096L);

    /// <summary>The text to run.</summary>
    /// <exception cref="GraphRefusal">It is not known, not what its hash says, or not to be trusted.</exception>
    public string Find(GraphRequest request)
    {
        var hash = request.Hash ?? HashOf(request.DocumentId);
        if (trusted is not null)
            return trusted.Find(request.Query is null ? hash ?? request.DocumentId! : Hash(request.Query)) ?? throw GraphRefusal.NotTrusted();
        if (request.Query is null)
            return (hash is null ? null : _recent.Find(hash)) ?? throw GraphRefusal.NotPersisted();
        if (hash is null)
            return request.Query;
        if (Hash(request.Query) != hash)
            throw GraphRefusal.OtherHash();
        if (request.Query.Length <= options.Length)
            _recent.Keep(hash, request.Query);
        return request.Query;
    }

    /// <summary>SHA-256 of the text's UTF-8 bytes, in lower-case hexadecimal digits.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The hash in <c>sha256:…</c> (GraphQL over HTTP, appendix on persisted documents).</summary>
    private static string? HashOf(string? id) => id?.StartsWith(Sha256, StringComparison.Ordinal) == true ? id[Sha256.Length..].ToLowerInvariant() : null;
}
