namespace UrbanDataHub.Tests.Simulator;

/// <summary>A folder of a test's own, deleted on dispose.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("hub-simulator-").FullName;

    /// <summary>A path below it.</summary>
    public string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
