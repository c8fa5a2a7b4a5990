using System.Buffers.Binary;
using UrbanDataHub.Ingest.Mapping;

namespace UrbanDataHub.Ingest.Reading.GeoPackage;

/// <summary>What can be said of a database file before SQLite opens it (https://www.sqlite.org/fileformat.html, section 1.3).</summary>
internal static class SqliteHeader
{
    private const int Length = 100;

    /// <exception cref="BrokenFileException">The file is none, is cut off, or is being written.</exception>
    public static void Check(PlacedFile placed)
    {
        Span<byte> header = stackalloc byte[Length];
        using var file = new FileStream(placed.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var read = file.ReadAtLeast(header, Length, throwOnEndOfStream: false);
        if (!header.StartsWith("SQLite format 3\0"u8))
            throw Broken(placed, header.StartsWith("PK\x3\x4"u8)
                ? "the file is a zip archive; 'archive: zip' below 'read' unpacks it"
                : "the file is not a GeoPackage: it is no SQLite database");
        if (read < Length || Pages(header) is { } bytes && bytes > file.Length)
            throw Broken(placed, $"the file is cut off: it has {file.Length} bytes{(read < Length ? "" : $" of {Pages(header)}")}");
        foreach (var journal in new[] { "-wal", "-journal" })
        {
            // The file is opened as immutable, so what stands beside it would be overlooked.
            if (new FileInfo(placed.Path + journal) is { Exists: true, Length: > 0 })
                throw Broken(placed, $"the file is being written: there is a {System.IO.Path.GetFileName(placed.Path)}{journal} beside it; close the program that has it open");
        }
    }

    /// <summary>Bytes that the database has; null where the header does not know (written by SQLite before 3.7.0).</summary>
    private static long? Pages(ReadOnlySpan<byte> header)
    {
        // 1 stands for 65,536, which a field of two bytes cannot hold.
        long size = BinaryPrimitives.ReadUInt16BigEndian(header[16..]) is var written && written == 1 ? 65_536 : written;
        var isKnown = header[24..28].SequenceEqual(header[92..96]);
        return isKnown ? size * BinaryPrimitives.ReadUInt32BigEndian(header[28..]) : null;
    }

    private static BrokenFileException Broken(PlacedFile placed, string reason) => new(placed.File, 0, null, reason);
}
