using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>Geometries as GeoPackages keep them: a header, then well-known binary (OGC 12-128r19, clause 2.1.3).</summary>
internal static class GeoPackageBinary
{
    private const int Header = 8;
    private const int ExtendedFlag = 0b0010_0000;
    private const int EmptyFlag = 0b0001_0000;

    // Bytes of the envelope by its indicator: none, xy, xyz, xym, xyzm.
    private static readonly int[] s_envelopes = [0, 32, 48, 48, 64];

    /// <summary>Reads a geometry. One that is empty is read as none: it lies nowhere.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Read(byte[] blob, out Geometry? geometry)
    {
        geometry = null;
        if (blob.Length < Header || blob[0] != (byte)'G' || blob[1] != (byte)'P')
            return "is not a geometry of a GeoPackage: its header does not begin with GP";
        var flags = blob[3];
        if ((flags & ExtendedFlag) != 0)
            return "is of an extended type, which only the program that wrote it can read";
        var envelope = (flags >> 1) & 0b111;
        if (envelope >= s_envelopes.Length || blob.Length < Header + s_envelopes[envelope])
            return "is not a geometry of a GeoPackage: its header is cut off or wrong";
        if ((flags & EmptyFlag) != 0)
            return null;
        return ReadWkb(blob, Header + s_envelopes[envelope], out geometry);
    }

    private static string? ReadWkb(byte[] blob, int begin, out Geometry? geometry)
    {
        geometry = null;
        if (WkbCheck.Fault(blob.AsSpan(begin)) is { } fault)
            return fault;
        try
        {
            using var wkb = new MemoryStream(blob, begin, blob.Length - begin, writable: false);
            var read = new WKBReader().Read(wkb);
            geometry = read.IsEmpty ? null : read;
            return null;
        }
        catch (Exception e) when (e is ParseException or ArgumentException or IOException or InvalidOperationException)
        {
            return "is not well-known binary: " + e.Message.TrimEnd('.');
        }
    }
}
