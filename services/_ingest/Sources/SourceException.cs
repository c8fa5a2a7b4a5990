namespace UrbanDataHub.Ingest.Sources;

/// <summary>
/// A city file or source file that cannot be used. The message reads
/// <c>&lt;file&gt;:&lt;line&gt;: &lt;key&gt;: &lt;what is wrong, what would be right&gt;</c>.
/// </summary>
public sealed class SourceException : Exception
{
    internal SourceException(string file, long line, string key, string what)
        : base(key.Length == 0 ? $"{file}:{line}: {what}." : $"{file}:{line}: {key}: {what}.")
    {
        File = file;
        Line = line;
        Key = key;
    }

    /// <summary>Path of the YAML file, as it was opened.</summary>
    public string File { get; }

    /// <summary>Line in the file, counted from 1.</summary>
    public long Line { get; }

    /// <summary>Path of the key, joined by dots; empty when the file as a whole is wrong.</summary>
    public string Key { get; }
}
