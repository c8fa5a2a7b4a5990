namespace UrbanDataHub.Simulator.Planning;

/// <summary>How much is wanted of which collections.</summary>
/// <param name="Scale">Multiplies what a source has by default.</param>
/// <param name="Rows">Replaces it, for the files that are asked for.</param>
/// <param name="Collections">Files of other collections are not asked for; null for all.</param>
internal sealed record Size(double Scale, long? Rows, IReadOnlySet<string>? Collections)
{
    private const int Features = 300;
    private const int Stations = 12;
    private const int Values = 30_000;

    /// <summary>Whether a file is to be written.</summary>
    public bool Asks(Table table) => Collections is null || table.Readers.Any(r => Collections.Contains(r.Source.Collection));

    /// <summary>Features of a source over all its files.</summary>
    public long FeaturesOf(Table table) => Of(table, table.Readers.Any(r => r.MakesStations) ? Stations : Features);

    /// <summary>Readings of a source over all its files.</summary>
    public long ValuesOf(Table table) => Of(table, Values);

    private long Of(Table table, int usual) => Math.Max(1, Rows is { } rows && Asks(table) ? rows : (long)(usual * Scale));
}
