using UrbanDataHub.Ingest.Reading.GeoPackage;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Describing;

/// <summary>A layer that cannot become a collection; the message names source and column, and what would be right.</summary>
internal sealed class DescribeException(string message) : Exception(message);

/// <summary>A column that becomes a property, over all layers of the collection.</summary>
/// <param name="Column">Its name in the layers.</param>
/// <param name="Bits">Most bits of an integer.</param>
/// <param name="Source">The first source that brings it, for faults.</param>
internal sealed record DescribedProperty(string Column, PropertyKind Kind, string Declared, int Bits, string? LayerTitle, DescribedColumn? Said, string Source)
{
    /// <summary>The property of a column; null for bytes.</summary>
    public static DescribedProperty? Of(LayerColumn column, SourceFile source) => column.Kind is not { } kind
        ? null
        : new DescribedProperty(
            column.Name.Normalize(), kind, column.Declared, ColumnType.BitsOf(column.Declared), column.Title,
            source.Describe!.Columns.GetValueOrDefault(column.Name.Normalize()), $"{source.City}/{source.Name}");

    /// <summary>The same column of another layer joined with it.</summary>
    /// <exception cref="DescribeException">They hold different things.</exception>
    public DescribedProperty With(DescribedProperty other) => Kind == other.Kind
        ? this with { Bits = Math.Max(Bits, other.Bits), LayerTitle = LayerTitle ?? other.LayerTitle, Said = Said ?? other.Said }
        : throw new DescribeException(
            $"{other.Source}: the column '{Column}' is {other.Declared}, but {Declared} in {Source}; layers of one collection must agree, or the source needs a collection of its own");
}
