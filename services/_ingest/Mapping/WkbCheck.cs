using System.Buffers.Binary;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>
/// Walks through well-known binary (OGC 06-103r4, clause 8; ISO and extended form) before it is read: a count that the bytes
/// do not hold must not reserve memory, and a curve is named as one.
/// </summary>
internal static class WkbCheck
{
    private const int DeepestNesting = 16;
    private const uint ExtendedZ = 0x8000_0000, ExtendedM = 0x4000_0000, ExtendedSrid = 0x2000_0000;

    private static readonly string[] s_curves =
        ["CircularString", "CompoundCurve", "CurvePolygon", "MultiCurve", "MultiSurface", "Curve", "Surface", "PolyhedralSurface", "TIN", "Triangle"];

    /// <summary>What keeps the bytes from being a geometry of points, lines and polygons, or null.</summary>
    public static string? Fault(ReadOnlySpan<byte> wkb)
    {
        var rest = wkb;
        var fault = Walk(ref rest, 0);
        return fault ?? (rest.IsEmpty ? null : $"has {rest.Length} bytes behind its end");
    }

    private static string? Walk(ref ReadOnlySpan<byte> rest, int depth)
    {
        if (depth > DeepestNesting)
            return $"is nested deeper than {DeepestNesting}";
        if (rest.Length < 5 || rest[0] > 1)
            return "is not well-known binary";
        var little = rest[0] == 1;
        var type = ReadUInt32(rest[1..], little);
        rest = rest[5..];
        if ((type & ExtendedSrid) != 0 && !Skip(ref rest, 1, 4))
            return CutOff;
        var (kind, point) = Shape(type);
        return kind switch
        {
            1 => Skip(ref rest, 1, point) ? null : CutOff,
            2 => SkipPoints(ref rest, little, point) ? null : CutOff,
            3 => WalkRings(ref rest, little, point),
            >= 4 and <= 7 => WalkParts(ref rest, little, depth),
            >= 8 and <= 17 => $"is a {s_curves[kind - 8]}; only points, lines, polygons and collections of them are taken",
            _ => $"is of the type {type}, which is none of well-known binary",
        };
    }

    private static string CutOff => "is cut off";

    /// <summary>The type without its dimensions, and the bytes of one point.</summary>
    private static (int Kind, int Point) Shape(uint type)
    {
        var plain = type & 0x0FFF_FFFF;
        var hasZ = (type & ExtendedZ) != 0 || plain / 1000 is 1 or 3;
        var hasM = (type & ExtendedM) != 0 || plain / 1000 is 2 or 3;
        var kind = plain / 1000 <= 3 ? (int)(plain % 1000) : -1;
        return (kind, 8 * (2 + (hasZ ? 1 : 0) + (hasM ? 1 : 0)));
    }

    private static string? WalkRings(ref ReadOnlySpan<byte> rest, bool little, int point)
    {
        if (!TryCount(ref rest, little, out var rings))
            return CutOff;
        for (var i = 0u; i < rings; i++)
        {
            if (!SkipPoints(ref rest, little, point))
                return CutOff;
        }

        return null;
    }

    private static string? WalkParts(ref ReadOnlySpan<byte> rest, bool little, int depth)
    {
        if (!TryCount(ref rest, little, out var parts))
            return CutOff;
        for (var i = 0u; i < parts; i++)
        {
            if (Walk(ref rest, depth + 1) is { } fault)
                return fault;
        }

        return null;
    }

    private static bool SkipPoints(ref ReadOnlySpan<byte> rest, bool little, int point) =>
        TryCount(ref rest, little, out var count) && Skip(ref rest, count, point);

    private static bool TryCount(ref ReadOnlySpan<byte> rest, bool little, out uint count)
    {
        count = rest.Length < 4 ? 0 : ReadUInt32(rest, little);
        return Skip(ref rest, 1, 4);
    }

    private static bool Skip(ref ReadOnlySpan<byte> rest, long count, int size)
    {
        if (count * size > rest.Length)
            return false;
        rest = rest[(int)(count * size)..];
        return true;
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
