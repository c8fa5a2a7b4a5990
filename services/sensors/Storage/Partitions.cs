using System.Collections.Concurrent;
using Npgsql;
using UrbanDataHub.Hosting.Database;

namespace UrbanDataHub.Sensors.Storage;

/// <summary>
/// The partitions of observations, a year each (infra/decisions/0013). Whoever writes asks for those of its times first;
/// that costs nothing when this process has seen them.
/// </summary>
internal sealed class Partitions(ServiceDatabase database, RetentionRule retention)
{
    /// <summary>Stands for all years before the first that has a partition of its own, as hub.partition_year has it.</summary>
    public const int Oldest = 1999;

    private const int MostYearsAhead = 10;

    // The same lock as in hub.make_partition.
    private const long Lock = 0x5544_4811;

    private readonly ConcurrentDictionary<int, bool> _known = [];

    /// <summary>What is older is not kept.</summary>
    public DateTime KeptFrom => retention.KeptFrom(DateTime.UtcNow);

    /// <summary>What is to be said of a time at which nothing is kept: too old, or so far ahead that it is a slip, for which no partition is made; null if it is neither.</summary>
    public string? Refuse(DateTime time) =>
        time < KeptFrom ? TooOld
        : time > DateTime.UtcNow.AddYears(MostYearsAhead) ? $"The time is more than {MostYearsAhead} years from now"
        : null;

    private string TooOld => $"The observation is older than {KeptFrom:yyyy-MM-dd}; what is older is not kept here ({RetentionRule.Variable})";

    /// <summary>The year by which the partition of a time in UTC is called.</summary>
    public static int YearOf(DateTime time) => Math.Max(time.Year, Oldest);

    /// <summary>Makes those that are missing, in a transaction of its own; others see them at once, also the caller's transaction.</summary>
    public async Task EnsureAsync(IEnumerable<int> years, CancellationToken cancel)
    {
        var missing = years.Where(y => !_known.ContainsKey(y)).Distinct().Order().ToList();
        if (missing.Count == 0)
            return;
        // None of the pool: callers hold a connection already, and would wait for each other's.
        await using var lease = await database.LeaseAsync(Lock, cancel);
        foreach (var year in missing)
        {
            await using var command = new NpgsqlCommand("SELECT hub.make_partition($1)", lease);
            command.Parameters.AddWithValue(year);
            await command.ExecuteNonQueryAsync(cancel);
            _known[year] = true;
        }
    }

    /// <summary>Whether a statement failed since there is no partition. What is known is forgotten then, so that trying again helps.</summary>
    public bool IsMissing(PostgresException fault)
    {
        if (fault is not { SqlState: PostgresErrorCodes.CheckViolation, TableName: "observations", ConstraintName: null })
            return false;
        Forget();
        return true;
    }

    /// <summary>Lets the next writers look again.</summary>
    public void Forget() => _known.Clear();
}
