namespace UrbanDataHub.Ingest.Mapping;

/// <summary>A file that is unusable as a whole, so that nothing of the source may be imported.</summary>
/// <param name="file">Path below the data folder.</param>
/// <param name="line">Line where it breaks, counted from 1; 0 when it has none.</param>
/// <param name="field">The field or archive member that is wrong; null when the file as a whole is.</param>
/// <param name="reason">What is wrong and what would be right.</param>
public sealed class BrokenFileException(string file, long line, string? field, string reason)
    : Exception($"{file}{(line > 0 ? $":{line}" : "")}: {(field is null ? "" : field + ": ")}{reason}.")
{
    /// <summary>Path below the data folder.</summary>
    public string File => file;

    /// <summary>Line where it breaks, counted from 1; 0 when it has none.</summary>
    public long Line => line;

    /// <summary>The field or archive member that is wrong; null when the file as a whole is.</summary>
    public string? Field => @field;

    /// <summary>What is wrong and what would be right.</summary>
    public string Reason => reason;
}
