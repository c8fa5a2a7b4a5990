namespace UrbanDataHub.Simulator.Commands;

/// <summary>The folder with <c>schemas/</c> and <c>infra/</c>: <c>HUB_ROOT</c>, or the repository that the program was built in.</summary>
internal static class HubFolder
{
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("HUB_ROOT") is { Length: > 0 } root)
            return root;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "UrbanDataHub.sln")))
                return folder.FullName;
        }

        throw new SimulatorException("HUB_ROOT is not set, and no parent folder of the program holds UrbanDataHub.sln.");
    }
}
