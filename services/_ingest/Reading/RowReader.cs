using System.Text.Json;

namespace UrbanDataHub.Ingest.Reading;

/// <summary>
/// Rows of named fields out of one file. A field is looked up once, by <see cref="Slot"/>; spans live until the next
/// <see cref="Read"/>. Text that is empty is "nothing".
/// </summary>
internal abstract class RowReader(string file) : IDisposable
{
    /// <summary>No field of that name.</summary>
    public const int NoSlot = -1;

    /// <summary>Path below the data folder.</summary>
    public string File => file;

    /// <summary>Line of the current row, counted from 1.</summary>
    public abstract long Line { get; }

    /// <summary>What is wrong with the current row as a whole; null when its fields may be read.</summary>
    public virtual string? Fault => null;

    /// <summary>Whether the source declares the current row as none of its data, such as a line of text at the end.</summary>
    public virtual bool IsFooter => false;

    /// <summary>The current row as it stands in the file.</summary>
    public abstract string Raw { get; }

    /// <summary>The geometry of a GeoJSON feature; null for other formats and features without one.</summary>
    public virtual JsonElement? Geometry => null;

    /// <summary>The geometry of a GeoPackage's row; null for other formats and rows without one.</summary>
    public virtual byte[]? GeometryBlob => null;

    /// <summary>Whether the file declares a geometry for its rows.</summary>
    public virtual bool HasGeometry => false;

    /// <summary>The coordinate reference system that the file itself declares; null where it declares none.</summary>
    public virtual string? Crs => null;

    /// <summary>Goes to the next row.</summary>
    /// <exception cref="Mapping.BrokenFileException">The file cannot be read on.</exception>
    public abstract bool Read();

    /// <summary>The place of a field, or <see cref="NoSlot"/> when the file is known to lack it.</summary>
    /// <exception cref="Mapping.BrokenFileException">The name means several fields.</exception>
    public abstract int Slot(string field);

    /// <summary>The field without blanks around it; empty for nothing.</summary>
    public abstract ReadOnlySpan<char> Text(int slot);

    /// <summary>The field in the type that the file has it in: long, double, string, byte[] or null. Formats without types have text.</summary>
    public virtual object? Value(int slot) => Text(slot) is { IsEmpty: false } text ? text.ToString() : null;

    /// <summary>The items of a field that is a list; null when it is none.</summary>
    public virtual string[]? List(int slot) => null;

    /// <summary>Whether any row so far had the field. Formats with a header know it beforehand.</summary>
    public virtual bool Seen(int slot) => true;

    /// <summary>The names of the fields, for faults.</summary>
    public abstract string Fields { get; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
