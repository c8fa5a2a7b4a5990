namespace UrbanDataHub.Bench;

/// <summary>How much is measured. All variants of a figure take turns, round by round, so that whatever else the machine does meets them alike.</summary>
/// <param name="Rows">Features of the big city.</param>
/// <param name="OtherRows">Features of each of the two others.</param>
/// <param name="Observations">Observations of the sensors service.</param>
/// <param name="Incoming">Observations that come in by each door.</param>
internal sealed record Plan(int Rows, int OtherRows, int Observations, int Incoming, int Rounds, TimeSpan Round, int Connections)
{
    /// <summary>A quarter of an hour for the observations alone.</summary>
    public static Plan Whole { get; } = new(1_000_000, 50_000, 100_000_000, 500_000, 7, TimeSpan.FromSeconds(3), 8);

    /// <summary>A few minutes.</summary>
    public static Plan Short { get; } = new(100_000, 10_000, 10_000_000, 100_000, 3, TimeSpan.FromSeconds(2), 8);
}
