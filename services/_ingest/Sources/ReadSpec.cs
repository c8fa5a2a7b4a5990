using System.Text;
using System.Text.RegularExpressions;

namespace UrbanDataHub.Ingest.Sources;

internal enum FileFormat
{
    Csv,
    Json,
    JsonSequence,
    GeoJson,
    Inline,
    GeoPackage,
    NTriples,
    SensorThings,
    OgcFeatures,
}

internal enum ArchiveKind
{
    None,
    Zip,
    Gzip,
}

/// <summary>How the bytes of a file become rows (<c>read</c>).</summary>
/// <param name="Limit">Bytes after unpacking that a file may have at most.</param>
/// <param name="Member">Which entry of a zip is meant, with <c>*</c> and <c>?</c>; null when there must be one only.</param>
/// <param name="Header">Names of the columns of a CSV file without header; null when the first row names them.</param>
/// <param name="Rows">Dot path to the array of rows in JSON; empty for the root.</param>
internal sealed record ReadSpec(
    FileFormat Format,
    Encoding Encoding,
    ArchiveKind Archive,
    string? Member,
    long Limit,
    char Delimiter,
    IReadOnlyList<string>? Header,
    int Skip,
    string Quotes,
    bool IgnoreExtra,
    Regex? Footer,
    string Rows,
    IReadOnlyList<InlineRow> Inline)
{
    private const long DefaultLimit = 256L << 20;
    private const long HighestLimit = 4L << 30;

    // A layer is read in place and row by row, so its file costs no memory.
    private const long HighestLayerLimit = 64L << 30;

    /// <summary>Layer of a GeoPackage; null means its only one.</summary>
    public string? Layer { get; init; }

    /// <summary>The server that is asked; null where files are read.</summary>
    public PullSpec? Pull { get; init; }

    static ReadSpec() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static ReadSpec Read(YamlValue read)
    {
        var map = read.Map();
        var format = map.Required("format").OneOf("csv", "json", "json-sequence", "geojson", "gpkg", "ntriples", "inline", "sensorthings", "ogc-features") switch
        {
            "csv" => FileFormat.Csv,
            "json" => FileFormat.Json,
            "json-sequence" => FileFormat.JsonSequence,
            "geojson" => FileFormat.GeoJson,
            "gpkg" => FileFormat.GeoPackage,
            "ntriples" => FileFormat.NTriples,
            "sensorthings" => FileFormat.SensorThings,
            "ogc-features" => FileFormat.OgcFeatures,
            _ => FileFormat.Inline,
        };
        var csv = format == FileFormat.Csv;
        var pulled = format is FileFormat.SensorThings or FileFormat.OgcFeatures;
        var archive = ReadArchive(pulled ? null : map.Optional("archive"));
        var spec = new ReadSpec(
            format,
            ReadEncoding(pulled ? null : map.Optional("encoding")),
            archive,
            archive == ArchiveKind.Zip ? map.Optional("member")?.Text() : null,
            ReadLimit(map.Optional("limit"), format),
            csv ? map.Optional("delimiter")?.Character() ?? ',' : ',',
            csv ? ReadHeader(map.Optional("header")) : null,
            csv ? (int)(map.Optional("skip")?.Whole(0) ?? 0) : 0,
            csv ? map.Optional("quotes")?.Text() ?? "" : "",
            csv && (map.Optional("ignore-extra")?.Flag() ?? false),
            csv ? map.Optional("footer")?.Pattern() : null,
            format is FileFormat.Json or FileFormat.GeoJson ? map.Optional("rows")?.Text() ?? DefaultRows(format) : "",
            format == FileFormat.Inline ? map.Required("inline").Items().Select(InlineRow.Read).ToList() : [])
        {
            Layer = format == FileFormat.GeoPackage ? map.Optional("layer")?.Text() : null,
            Pull = pulled ? PullSpec.Read(map, format == FileFormat.SensorThings) : null,
        };
        map.Done();
        return spec;
    }

    private static string DefaultRows(FileFormat format) => format == FileFormat.GeoJson ? "features" : "";

    private static ArchiveKind ReadArchive(YamlValue? archive) => archive?.OneOf("zip", "gzip") switch
    {
        "zip" => ArchiveKind.Zip,
        "gzip" => ArchiveKind.Gzip,
        _ => ArchiveKind.None,
    };

    private static long ReadLimit(YamlValue? limit, FileFormat format)
    {
        var (usual, highest) = format switch
        {
            FileFormat.GeoPackage => (HighestLimit, HighestLayerLimit),
            FileFormat.SensorThings or FileFormat.OgcFeatures => (PullSpec.UsualLimit, DefaultLimit),
            _ => (DefaultLimit, HighestLimit),
        };
        var bytes = limit?.Whole(1) ?? usual;
        return bytes <= highest ? bytes : throw limit!.Fault($"must not be more than {highest} bytes");
    }

    private static List<string>? ReadHeader(YamlValue? header) =>
        header is null || !header.IsList && header.OneOf("first") == "first" ? null : header.Items().Select(i => i.Text()).ToList();

    private static Encoding ReadEncoding(YamlValue? name)
    {
        try
        {
            return Encoding.GetEncoding(name?.Text() ?? "utf-8", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            throw name!.Fault($"'{name.Text()}' is not the name of an encoding, such as utf-8 or windows-1252");
        }
    }
}

/// <summary>A row that stands in the source file itself.</summary>
/// <param name="Line">Its line in the source file.</param>
internal sealed record InlineRow(long Line, IReadOnlyDictionary<string, string?> Fields)
{
    public static InlineRow Read(YamlValue row) =>
        new(row.Line, row.Map().All().ToDictionary(f => f.Name, f => f.Value.TextOrNull(), StringComparer.Ordinal));
}
