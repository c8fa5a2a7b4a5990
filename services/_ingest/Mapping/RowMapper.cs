using UrbanDataHub.Ingest.Reading;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>Turns the rows of one file into items; bound to that file's fields.</summary>
internal abstract class RowMapper(RowReader rows)
{
    private const int LongestRow = 2_000;

    protected RowReader Row => rows;

    /// <summary>Maps the current row: adds one feature, one observation a value, or one rejection.</summary>
    public abstract void Map(List<MappedItem> items);

    /// <summary>Breaks the file when no row of it had a field that it must have.</summary>
    public abstract void RequireSeen();

    /// <summary>Rejects the current row.</summary>
    public static RejectedItem Reject(RowReader row, string field, string reason)
    {
        var raw = row.Raw;
        return new RejectedItem(row.File, row.Line, field, reason, raw.Length <= LongestRow ? raw : raw[..LongestRow]);
    }
}
