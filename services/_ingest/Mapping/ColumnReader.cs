using System.Globalization;
using UrbanDataHub.Ingest.Reading;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>
/// Takes a typed column over as it is: blanks and empty texts stay, NULL is nothing. SQLite lets any value stand in any column,
/// so each is checked against what the column declares.
/// </summary>
internal sealed class ColumnReader : PropertyReader
{
    private static readonly string[] s_instants = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    private readonly PropertyDescriptor _property;
    private readonly int _slot;

    private ColumnReader(PropertyDescriptor property, int slot)
    {
        _property = property;
        _slot = slot;
    }

    public override string Field => _property.Field!;

    /// <summary>The reader of a property that has a <see cref="PropertyDescriptor.Field"/>.</summary>
    /// <param name="mayLack">Another layer of the collection brings the column, so this one need not.</param>
    /// <exception cref="BrokenFileException">The layer lacks the column.</exception>
    public static ColumnReader Bind(PropertyDescriptor property, RowReader rows, bool mayLack)
    {
        var slot = rows.Slot(property.Field!);
        return slot != RowReader.NoSlot || mayLack
            ? new ColumnReader(property, slot)
            : throw new BrokenFileException(rows.File, 0, property.Field, $"the layer no longer has this column; it has {rows.Fields}. The command 'describe' renews the collection");
    }

    public override string? Read(RowReader row, out object? value)
    {
        var raw = _slot == RowReader.NoSlot ? null : row.Value(_slot);
        value = raw is null ? null : Convert(raw);
        if (raw is null || value is not null)
            return value is string text ? ValueReader.TextFault(text, ValueReader.LongestText) : null;
        return $"'{Show(raw)}' is not {Wanted()}";
    }

    public override void RequireSeen(RowReader rows)
    {
        // A layer knows its columns before the first row.
    }

    private object? Convert(object raw) => (_property.Kind, raw) switch
    {
        (PropertyKind.Text, string text) => text.IsNormalized() ? text : text.Normalize(),
        (PropertyKind.Text, long or double) => Show(raw),
        (PropertyKind.Integer, long) => raw,
        (PropertyKind.Integer, double number) => number == Math.Truncate(number) && Math.Abs(number) <= 1L << 53 ? (long)number : null,
        (PropertyKind.Number, double number) => double.IsFinite(number) ? number : null,
        (PropertyKind.Number, long number) => (double)number,
        (PropertyKind.Boolean, 0L or 1L) => raw is 1L,
        (PropertyKind.Date, string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
        // DATETIME is UTC (table 1), also where the Z was forgotten.
        (PropertyKind.Instant, string text) => DateTime.TryParseExact(
            text, s_instants, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time)
            ? new DateTimeOffset(time, TimeSpan.Zero)
            : null,
        _ => null,
    };

    private static string Show(object raw) => raw is byte[] bytes
        ? $"({bytes.Length} bytes)"
        : System.Convert.ToString(raw, CultureInfo.InvariantCulture) is { Length: > 80 } text ? text[..80] + "…" : System.Convert.ToString(raw, CultureInfo.InvariantCulture)!;

    private string Wanted() => _property.Kind switch
    {
        PropertyKind.Integer => "a whole number, which the column declares",
        PropertyKind.Number => "a number, which the column declares",
        PropertyKind.Boolean => "0 or 1, as a BOOLEAN is",
        PropertyKind.Date => "a date like 2024-12-31",
        PropertyKind.Instant => "a time like 2024-12-31T12:00:00Z",
        _ => "a text",
    };
}
