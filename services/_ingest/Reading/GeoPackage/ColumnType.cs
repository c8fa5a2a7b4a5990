using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Reading.GeoPackage;

/// <summary>The types of columns (GeoPackage 1.3, table 1), and what other writers declare instead.</summary>
internal static class ColumnType
{
    /// <summary>What the column holds; null for bytes, which are not taken over.</summary>
    public static PropertyKind? KindOf(string declared) => Word(declared) switch
    {
        "BOOLEAN" or "BOOL" => PropertyKind.Boolean,
        "DATE" => PropertyKind.Date,
        "DATETIME" or "TIMESTAMP" => PropertyKind.Instant,
        "FLOAT" or "DOUBLE" or "REAL" or "NUMERIC" or "DECIMAL" or "DOUBLE PRECISION" => PropertyKind.Number,
        "BLOB" => null,
        var word when word.Contains("INT", StringComparison.Ordinal) => PropertyKind.Integer,
        // As SQLite's own rule for what it does not know: a text holds anything.
        _ => PropertyKind.Text,
    };

    /// <summary>Bits of an integer; the collection says so where 32 are too few.</summary>
    public static int BitsOf(string declared) => Word(declared) switch
    {
        "TINYINT" => 8,
        "SMALLINT" => 16,
        "MEDIUMINT" => 32,
        _ => 64,
    };

    private static string Word(string declared)
    {
        var bracket = declared.IndexOf('(', StringComparison.Ordinal);
        return (bracket < 0 ? declared : declared[..bracket]).Trim().ToUpperInvariant();
    }
}
