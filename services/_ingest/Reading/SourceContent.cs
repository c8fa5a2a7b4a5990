using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Enumeration;
using System.Security.Cryptography;
using UrbanDataHub.Ingest.Mapping;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>
/// One source file, opened once: its checksum and its content come from the same bytes, whatever replaces the file meanwhile.
/// </summary>
internal sealed class SourceContent : IDisposable
{
    private readonly FileStream _raw;
    private readonly PlacedFile _placed;

    private SourceContent(FileStream raw, SourcePath path)
    {
        _raw = raw;
        _placed = PlacedFile.InPlace(path.Path, raw.Name);
        Identity = new ImportedFile(path.Path, path.Address, raw.Length, Convert.ToHexStringLower(SHA256.HashData(raw)));
        raw.Position = 0;
    }

    /// <summary>What identifies the content.</summary>
    public ImportedFile Identity { get; }

    /// <summary>Opens a file; null when it is missing and may be.</summary>
    /// <exception cref="BrokenFileException">It is missing, empty or not readable.</exception>
    public static SourceContent? Open(SourcePath path, string dataFolder)
    {
        try
        {
            var raw = new FileStream(Path.Combine(dataFolder, path.Path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            return raw.Length > 0 ? new SourceContent(raw, path) : throw Empty(raw, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return path.Optional ? null : throw new BrokenFileException(path.Path, 0, null, $"the file is missing; its public address is {path.Address}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BrokenFileException(path.Path, 0, null, "the file cannot be read: " + e.Message.TrimEnd('.'));
        }
    }

    /// <summary>The bytes after unpacking, up to the limit.</summary>
    public Stream Unpack(ReadSpec spec) => spec.Archive switch
    {
        ArchiveKind.Zip => UnpackZip(spec),
        ArchiveKind.Gzip => new LimitedStream(
            new GZipStream(_raw, CompressionMode.Decompress, leaveOpen: true), Identity.Path, null, unpacked: true, spec.Limit, GzipTrailer()),
        _ => new LimitedStream(_raw, Identity.Path, null, unpacked: false, spec.Limit, null),
    };

    /// <summary>The file to be read by path: itself, or a temporary copy of what the archive holds.</summary>
    /// <exception cref="BrokenFileException">It is larger than the limit, or the archive is broken.</exception>
    public PlacedFile Place(ReadSpec spec)
    {
        if (spec.Archive == ArchiveKind.None)
            return _raw.Length <= spec.Limit ? _placed : throw LimitedStream.TooLarge(Identity.Path, null, unpacked: false, spec.Limit);
        using var bytes = Unpack(spec);
        return PlacedFile.Copy(Identity.Path, bytes);
    }

    public void Dispose() => _raw.Dispose();

    private static BrokenFileException Empty(FileStream raw, SourcePath path)
    {
        raw.Dispose();
        return new BrokenFileException(path.Path, 0, null, "the file is empty");
    }

    /// <summary>The last eight bytes: a file that was cut off would otherwise end like a whole one.</summary>
    private ExpectedContent GzipTrailer()
    {
        Span<byte> trailer = stackalloc byte[8];
        if (_raw.Length < trailer.Length)
            throw new BrokenFileException(Identity.Path, 0, null, "the file is not a gzip archive");
        _raw.Seek(-trailer.Length, SeekOrigin.End);
        _raw.ReadExactly(trailer);
        _raw.Position = 0;
        return new ExpectedContent(BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]), BinaryPrimitives.ReadUInt32LittleEndian(trailer));
    }

    private LimitedStream UnpackZip(ReadSpec spec)
    {
        try
        {
            var entry = FindMember(new ZipArchive(_raw, ZipArchiveMode.Read, leaveOpen: true), spec.Member);
            // The declared length stops an honest bomb before the first byte; LimitedStream stops one that lies.
            if (entry.Length > spec.Limit)
                throw LimitedStream.TooLarge(Identity.Path, entry.FullName, unpacked: true, spec.Limit);
            return new LimitedStream(
                entry.Open(), Identity.Path, entry.FullName, unpacked: true, spec.Limit, new ExpectedContent(entry.Length, entry.Crc32));
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw new BrokenFileException(Identity.Path, 0, null, "the file is not a zip archive, or a broken one: " + e.Message.TrimEnd('.'));
        }
    }

    private ZipArchiveEntry FindMember(ZipArchive zip, string? pattern)
    {
        var entries = zip.Entries.Where(e => !e.FullName.EndsWith('/')).ToList();
        if (entries.Count == 0)
            throw new BrokenFileException(Identity.Path, 0, null, "the zip archive is empty");
        var meant = entries.Where(e => pattern is null || FileSystemName.MatchesSimpleExpression(pattern, e.FullName, ignoreCase: false)).ToList();
        return meant.Count == 1
            ? meant[0]
            : throw new BrokenFileException(
                Identity.Path,
                0,
                pattern ?? "member",
                $"{(meant.Count == 0 ? "no entry" : "more than one entry")} of the zip archive is meant; it holds {Listing(entries)}");
    }

    private static string Listing(List<ZipArchiveEntry> entries) =>
        string.Join(", ", entries.Take(10).Select(e => e.FullName)) + (entries.Count > 10 ? $" and {entries.Count - 10} more" : "");
}
