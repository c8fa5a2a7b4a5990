using GraphQL.Execution;

namespace UrbanDataHub.Gateway.Graph;

/// <summary>A request that is refused before anything of it is done; <c>extensions.code</c> says why.</summary>
public sealed class GraphRefusal : RequestError
{
    private GraphRefusal(string code, string message)
        : base(message) => Code = code;

    /// <summary>Whether the request is larger than this gateway answers; that is a 400 whatever the client accepts.</summary>
    public bool OverLimit { get; private init; }

    /// <summary>The request is larger than a limit.</summary>
    /// <param name="limit">What is limited, such as <c>depth</c>.</param>
    /// <param name="asked">How much the request has; of a length that is counted only up to the limit, the first too many.</param>
    /// <param name="hint">What the client can do.</param>
    public static GraphRefusal Over(string limit, long asked, long allowed, string hint) =>
        new(limit.ToUpperInvariant() + "_LIMIT", $"The {limit} of the document is {asked}; there may be {allowed}. {hint}")
        {
            OverLimit = true,
            Extensions = new Dictionary<string, object?> { ["limit"] = limit, ["asked"] = asked, ["allowed"] = allowed },
        };

    /// <summary>No document is known by this hash; the client sends it with its text (automatic persisted queries).</summary>
    public static GraphRefusal NotPersisted() => new("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound");

    /// <summary>The text is not what its hash says.</summary>
    public static GraphRefusal OtherHash() => new("PERSISTED_QUERY_HASH_MISMATCH", "The sha256Hash of 'extensions.persistedQuery' is not that of 'query'.");

    /// <summary>Only the documents of the operator may be run here.</summary>
    public static GraphRefusal NotTrusted() =>
        new("DOCUMENT_NOT_TRUSTED", "Only documents that the operator has laid down may be run here; name one by 'documentId' or 'extensions.persistedQuery'.");
}
