namespace UrbanDataHub.Tests.Servers;

/// <summary>Source files written by the simulator, for tests that need plausible files rather than the real ones.</summary>
public static class SimulatedData
{
    private static readonly Lazy<Task<string>> _folder = new(WriteAsync);

    /// <summary>A folder of simulated files of seed 1, written once a build and shared by all tests; do not change it.</summary>
    public static Task<string> FolderAsync() => _folder.Value;

    private static async Task<string> WriteAsync()
    {
        var simulator = HubRoot.Assembly("UrbanDataHub.Simulator");
        var folder = HubRoot.Combine("artifacts", "simulated", File.GetLastWriteTimeUtc(simulator).Ticks.ToString("x", null));
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        await using var turn = await FileLock.TakeAsync(folder + ".lock");
        if (Directory.Exists(folder))
            return folder;
        // Written beside and renamed, so that a killed test leaves no half folder.
        var half = folder + ".half";
        if (Directory.Exists(half))
            Directory.Delete(half, recursive: true);
        await Shell.RunAsync("dotnet", [simulator, "write", "--out", half, "--seed", "1"]);
        Directory.Move(half, folder);
        return folder;
    }
}
