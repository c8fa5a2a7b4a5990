using NetTopologySuite.Geometries;
using UrbanDataHub.Simulator.Planning;

namespace UrbanDataHub.Simulator.Rows;

/// <summary>A row as it is written.</summary>
/// <param name="Fields">In the order of the table's fields.</param>
/// <param name="Columns">In the order of the table's columns that become rows of their own.</param>
/// <param name="Geometry">In longitude and latitude, for formats that hold it apart from the fields; null without.</param>
internal sealed record Row(Cell[] Fields, Cell[] Columns, Geometry? Geometry)
{
    /// <summary>Whether it has a field more than the header.</summary>
    public bool HasFieldTooMany { get; init; }
}
