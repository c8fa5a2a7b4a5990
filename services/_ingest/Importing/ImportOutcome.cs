using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Ingest.Importing;

/// <summary>What the write step of one run did, or refused to do.</summary>
/// <param name="HeldBack">Why nothing was changed although the files were read; null when the rows are in.</param>
public sealed record ImportOutcome(long Inserted, long Updated, long Deleted, long Unchanged, string? HeldBack = null)
{
    /// <summary>Whether any row changed.</summary>
    public bool Changed => Inserted + Updated + Deleted > 0;
}

/// <summary>Takes the rejections that the write step finds itself, such as an unknown station.</summary>
public interface IRejections
{
    /// <summary>Puts a row into quarantine.</summary>
    void Add(RejectedItem rejected);
}
