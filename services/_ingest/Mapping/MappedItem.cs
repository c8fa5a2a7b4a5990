using UrbanDataHub.Schemas;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>What became of one row.</summary>
/// <param name="File">Path below the data folder.</param>
/// <param name="Line">Line (text formats) or position (others) in the file, counted from 1.</param>
public abstract record MappedItem(string File, long Line);

/// <summary>A row that may go in as a feature.</summary>
/// <param name="LocalId">Unique within one run.</param>
/// <param name="Values">In the order of the descriptor's properties: string, DateOnly, DateTimeOffset (UTC), long, double, bool, string[] or null.</param>
/// <param name="Geometry">EWKB, little endian, two dimensions, SRID 4326; null without geometry.</param>
/// <param name="Box">West, south, east, north of the geometry; null without geometry.</param>
/// <param name="Fingerprint">16 bytes over all that is not null: equal fingerprints mean equal rows.</param>
public sealed record MappedFeature(
    string File, long Line, string LocalId, object?[] Values, byte[]? Geometry, double[]? Box, byte[] Fingerprint) : MappedItem(File, Line);

/// <summary>One value of a time series.</summary>
/// <param name="Station">Local id of the station, which another source makes.</param>
/// <param name="DatastreamKey">Key of the datastream within the station.</param>
/// <param name="Title">Title of the datastream.</param>
/// <param name="Property">Code of the observed property.</param>
/// <param name="Unit">UCUM code.</param>
/// <param name="Period">ISO 8601 duration that the value covers, from <paramref name="PhenomenonTime"/> on.</param>
/// <param name="PhenomenonTime">Begin, in UTC.</param>
public sealed record MappedObservation(
    string File,
    long Line,
    string Station,
    string DatastreamKey,
    LocalText Title,
    string Property,
    string Unit,
    string Period,
    DateTimeOffset PhenomenonTime,
    double Result) : MappedItem(File, Line);

/// <summary>A row that breaks a rule and goes into quarantine.</summary>
/// <param name="Field">The field that is wrong; empty when the row as a whole is.</param>
/// <param name="Reason">What is wrong and what would be right.</param>
/// <param name="Row">The row as read, shortened to 2,000 characters.</param>
public sealed record RejectedItem(string File, long Line, string Field, string Reason, string Row) : MappedItem(File, Line);
