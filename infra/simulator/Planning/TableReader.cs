using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Simulator.Planning;

/// <summary>A source as the reader of one of its files.</summary>
/// <param name="Path">The file.</param>
internal sealed record TableReader(SourceFile Source, SourcePath Path)
{
    /// <summary>Whether rows become observations.</summary>
    public bool IsSeries => Source.Series is not null;

    /// <summary>Whether rows become monitoring stations, which series name.</summary>
    public bool MakesStations => Source.Collection == StationRegister.Collection;

    /// <summary>What a field that names the file (<c>$…</c>) holds; null for other fields.</summary>
    public string? Named(string field) => field.StartsWith('$') ? Path.Names.GetValueOrDefault(field[1..]) : null;

    /// <summary>Stops with a sentence about what this description cannot be inverted for.</summary>
    public SimulatorException Refuse(string key, string reason) => new($"{Source.YamlPath}: {key}: {reason}.");
}
