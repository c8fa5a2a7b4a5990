namespace UrbanDataHub.Tests.Servers;

/// <summary>The repository that the running test was built from.</summary>
public static class HubRoot
{
    /// <summary>Absolute path of the folder with <c>UrbanDataHub.sln</c>; <c>HUB_ROOT</c> overrides it.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("HUB_ROOT") ?? Find();

    /// <summary><c>release</c> or <c>debug</c>: the configuration that the test was built in, and so that of the programs it starts.</summary>
    public static string Configuration { get; } = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>A path below the repository.</summary>
    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>The built assembly of a program; a test fails with the command to build it when it is missing.</summary>
    public static string Assembly(string name)
    {
        var path = Combine("artifacts", "bin", name, Configuration, name + ".dll");
        Assert.True(File.Exists(path), $"{path} is missing. Build it first: dotnet build -c {Configuration}");
        return path;
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "UrbanDataHub.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No parent folder of {AppContext.BaseDirectory} holds UrbanDataHub.sln; set HUB_ROOT.");
    }
}
