using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>A source file that is read in place by its path, or a temporary copy of what an archive held.</summary>
internal sealed class PlacedFile : IDisposable
{
    private readonly bool _isTemporary;
    private readonly long _length;
    private readonly DateTime _written;

    private PlacedFile(string file, string path, bool isTemporary)
    {
        File = file;
        Path = path;
        _isTemporary = isTemporary;
        (_length, _written) = State();
    }

    /// <summary>Path below the data folder, for faults.</summary>
    public string File { get; }

    /// <summary>Where the bytes are.</summary>
    public string Path { get; }

    /// <summary>The file itself.</summary>
    public static PlacedFile InPlace(string file, string path) => new(file, path, isTemporary: false);

    /// <summary>A copy of <paramref name="bytes"/>, deleted at the end.</summary>
    public static PlacedFile Copy(string file, Stream bytes)
    {
        var path = System.IO.Path.GetTempFileName();
        try
        {
            using (var copy = System.IO.File.Create(path))
                bytes.CopyTo(copy);
            return new PlacedFile(file, path, isTemporary: true);
        }
        catch
        {
            System.IO.File.Delete(path);
            throw;
        }
    }

    /// <summary>What was read by path must be what was there at the beginning: its checksum stands in the report.</summary>
    /// <exception cref="BrokenFileException">The file was written or replaced meanwhile.</exception>
    public void RequireUnchanged()
    {
        if (State() != (_length, _written))
            throw new BrokenFileException(File, 0, null, "the file was changed while it was read; it must be put there by renaming");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isTemporary)
            System.IO.File.Delete(Path);
    }

    private (long Length, DateTime Written) State()
    {
        var info = new FileInfo(Path);
        return info.Exists ? (info.Length, info.LastWriteTimeUtc) : default;
    }
}
