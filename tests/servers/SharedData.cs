namespace UrbanDataHub.Tests.Servers;

/// <summary>The real source files beside the repository (<c>../shared/data</c>, or <c>HUB_DATA</c>).</summary>
public static class SharedData
{
    /// <summary>The folder, or null where there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>
    /// The full path of a real file. A clean clone has none, and passes without them even in CI: the test is skipped by the file's name.
    /// </summary>
    /// <param name="path">Path below the folder, with slashes.</param>
    public static string RequireFile(string path)
    {
        if (Folder is null)
            Assert.Skip($"{path} is not here: the folder ../shared/data with the real files is missing.");
        var full = Path.Combine(Folder, path);
        if (!File.Exists(full))
            Assert.Skip($"{path} is not in {Folder}.");
        return full;
    }

    /// <summary>The folder with the real files; the test is skipped where there is none.</summary>
    /// <param name="purpose">What they are needed for, to be named in the report.</param>
    public static string RequireFolder(string purpose)
    {
        if (Folder is null)
            Assert.Skip($"{purpose} needs the folder ../shared/data with the real files.");
        return Folder;
    }

    private static string? Find()
    {
        var folder = Environment.GetEnvironmentVariable("HUB_DATA") ?? Path.GetFullPath(Path.Combine(HubRoot.Path, "..", "shared", "data"));
        return Directory.Exists(folder) && !File.Exists(Path.Combine(folder, "SIMULATED")) ? folder : null;
    }
}
