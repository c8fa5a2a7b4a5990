using UrbanDataHub.Ingest.Reading;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>Reads one property of a feature.</summary>
internal abstract class PropertyReader
{
    /// <summary>The field that a fault names.</summary>
    public abstract string Field { get; }

    /// <summary>Reads the value; null is "nothing".</summary>
    /// <returns>What is wrong, or null.</returns>
    public abstract string? Read(RowReader row, out object? value);

    /// <summary>Breaks the file when no row of it had a field.</summary>
    public abstract void RequireSeen(RowReader rows);
}
