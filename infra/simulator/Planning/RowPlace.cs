using NetTopologySuite.Geometries;
using UrbanDataHub.Ingest.Sources;
using UrbanDataHub.Simulator.Plausible;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>What is settled of a row before its fields are made.</summary>
/// <param name="Entity">Which feature of its file the row tells of; of a series, which station.</param>
/// <param name="Number">Tells features apart over all files that fill the same collections.</param>
/// <param name="EntityDraw">Chance of the feature: equal in all rows that tell of it.</param>
/// <param name="RowDraw">Chance of this row alone.</param>
internal sealed record RowPlace(long Entity, long Number, Draw EntityDraw, Draw RowDraw)
{
    /// <summary>Where a value may stand in one of several fields: which one, modulo their count.</summary>
    public int Choice { get; } = EntityDraw.At("choice").Chance(0.75) ? 0 : EntityDraw.At("choice").At("other").Below(60);

    /// <summary>The geometry in longitude and latitude; null where the row has none.</summary>
    public Geometry? Geometry { get; init; }

    /// <summary>The station of a reading.</summary>
    public Station? Station { get; init; }

    /// <summary>The text that tells the datastreams of a station apart.</summary>
    public string? DatastreamKey { get; init; }

    /// <summary>The begin of what a reading covers.</summary>
    public DateTimeOffset Begin { get; init; }
}

/// <summary>A monitoring station that series may name.</summary>
/// <param name="LocalId">Its id in the hub.</param>
/// <param name="Name">The text that the id is made of.</param>
/// <param name="Kind">What it observes, where its source says it once for all.</param>
/// <param name="Entity">Its position in its source.</param>
internal sealed record Station(string LocalId, string Name, string? Kind, SourceFile Source, long Entity);
