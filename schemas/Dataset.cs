namespace UrbanDataHub.Schemas;

/// <summary>One city's filling of a collection (the DCAT notion), as services, gateway and portal tell each other.</summary>
/// <param name="Title">Title of the dataset, from the source file.</param>
/// <param name="Publisher">Who publishes it.</param>
/// <param name="Licence">Code from <c>schemas/vocabularies/licences.json</c>.</param>
/// <param name="LicenceUrl">IRI of the licence.</param>
/// <param name="Attribution">The text that a BY licence asks for; null if none.</param>
/// <param name="Frequency">Code of the EU frequency table.</param>
/// <param name="Theme">Code of the EU data theme table, from the collection.</param>
/// <param name="Simulated">True when the rows come from the simulator and not from the city.</param>
/// <param name="State">How the last import ended, see <see cref="ImportStates"/>; <c>pending</c> before the first one.</param>
/// <param name="Count">Rows that exist now.</param>
/// <param name="BoundingBox">West, south, east, north in CRS84; null without geometries.</param>
/// <param name="LastChanged">When a row last changed.</param>
/// <param name="LastImported">When the source was last imported successfully, changed or not.</param>
/// <param name="Sources">Public addresses of the files it comes from.</param>
/// <param name="Parts">What a dataset of several sources is made of; null for one of a single source.</param>
public sealed record Dataset(
    string City,
    string Collection,
    LocalText Title,
    LocalText Description,
    string Publisher,
    string Licence,
    string LicenceUrl,
    string? Attribution,
    string Frequency,
    string Theme,
    bool Simulated,
    string State,
    long Count,
    double[]? BoundingBox,
    DateTimeOffset? LastChanged,
    DateTimeOffset? LastImported,
    IReadOnlyList<string> Sources,
    IReadOnlyList<DatasetPart>? Parts = null)
{
    /// <summary>
    /// Every licence under which a row of it may stand, code and IRI; whoever uses the whole dataset must keep to all of them.
    /// </summary>
    public IEnumerable<(string Code, string Url)> Licences() =>
        Parts is null ? [(Licence, LicenceUrl)] : Parts.Select(p => (p.Licence, p.LicenceUrl)).Distinct();
}

/// <summary>One of the sources of a dataset, with the rights that hold for its rows.</summary>
/// <param name="Source">Name of the source file, without extension.</param>
public sealed record DatasetPart(string Source, LocalText Title, string Publisher, string Licence, string LicenceUrl, string? Attribution);

/// <summary>How an import ended, or stands.</summary>
public static class ImportStates
{
    public const string Pending = "pending";
    public const string Running = "running";

    /// <summary>Done; good rows are in, bad rows are in quarantine.</summary>
    public const string Done = "done";

    /// <summary>A file is broken as a whole, or missing; nothing was changed.</summary>
    public const string Failed = "failed";

    /// <summary>The source lost more rows than its limit allows; nothing was changed until a steward releases it.</summary>
    public const string HeldBack = "held-back";

    /// <summary>Not imported, since nobody has cleared the rights; the detail says how to import it all the same.</summary>
    public const string Withheld = "withheld";
}

/// <summary>The report of one run of a source.</summary>
/// <param name="Source">Name of the source file, without extension.</param>
/// <param name="Read">Rows read from the files.</param>
/// <param name="Skipped">Rows that the source file declares as not meant (subtotals, other indicators).</param>
/// <param name="Rejected">Rows in quarantine, each with a reason.</param>
/// <param name="Inserted">Features or observations inserted; a wide row may hold many observations.</param>
/// <param name="Detail">Why it failed or is held back; null otherwise.</param>
/// <param name="Files">The files read, with what identifies their content.</param>
public sealed record ImportReport(
    long Id,
    string City,
    string Collection,
    string Source,
    string State,
    DateTimeOffset StartedAt,
    double DurationMs,
    long Read,
    long Skipped,
    long Rejected,
    long Inserted,
    long Updated,
    long Deleted,
    long Unchanged,
    string? Detail,
    IReadOnlyList<ImportedFile> Files);

/// <summary>A file that an import read.</summary>
/// <param name="Path">Path below the data folder.</param>
/// <param name="Address">Public address.</param>
/// <param name="Sha256">Checksum of the bytes as they lie, in hex.</param>
public sealed record ImportedFile(string Path, string Address, long Bytes, string Sha256);

/// <summary>A row that was not let in.</summary>
/// <param name="Line">Line (text formats) or position (others) in the file, counted from 1.</param>
/// <param name="Field">The field that is wrong; empty when the row as a whole is.</param>
/// <param name="Reason">What is wrong and what would be right.</param>
/// <param name="Row">The row as read, shortened to 2,000 characters.</param>
public sealed record RejectedRow(string File, long Line, string Field, string Reason, string Row);
