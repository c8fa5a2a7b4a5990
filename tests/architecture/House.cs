using System.Diagnostics;
using System.IO.Enumeration;
using System.Xml.Linq;

namespace UrbanDataHub.Tests.Architecture;

/// <summary>The repository as files: its projects and what they refer to, its source files.</summary>
internal static class House
{
    /// <summary>Every file that git has, or will have: what tools made and git ignores is not the house.</summary>
    public static IReadOnlyList<string> All { get; } = Tracked();

    /// <summary>Paths of all projects, relative to the repository, with slashes.</summary>
    public static IReadOnlyList<string> Projects { get; } = [.. Files("", "*.csproj")];

    /// <summary>Programs that a node consists of.</summary>
    public static IReadOnlyList<string> Deployables { get; } =
        [.. Projects.Where(p => p.StartsWith("gateway/", StringComparison.Ordinal) || p.StartsWith("services/", StringComparison.Ordinal) && !IsLibrary(p))];

    /// <summary>The libraries below <c>services/_…</c>.</summary>
    public static IReadOnlyList<string> Libraries { get; } = [.. Projects.Where(IsLibrary)];

    /// <summary>Projects that a project refers to.</summary>
    public static IEnumerable<string> References(string project) => Included(project, "ProjectReference")
        .Select(reference => Path.GetFullPath(Path.Combine(HubRoot.Path, Path.GetDirectoryName(project)!, reference)))
        .Select(full => Path.GetRelativePath(HubRoot.Path, full).Replace('\\', '/'));

    /// <summary>Packages that a project refers to.</summary>
    public static IEnumerable<string> Packages(string project) => Included(project, "PackageReference");

    /// <summary>Files below a folder, relative to the repository.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) => All.Where(file =>
        (folder.Length == 0 || file.StartsWith(folder + "/", StringComparison.Ordinal)) && FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(file)));

    /// <summary>The folder that a path begins with: <c>services/_features</c>, <c>gateway</c>.</summary>
    public static string Room(string path) => string.Join('/', path.Split('/')[..^1].Take(path.StartsWith("services/", StringComparison.Ordinal) ? 2 : 1));

    private static bool IsLibrary(string project) => project.StartsWith("services/_", StringComparison.Ordinal);

    private static IEnumerable<string> Included(string project, string element) =>
        XDocument.Load(HubRoot.Combine(project)).Descendants(element).Select(e => (string)e.Attribute("Include")!);

    private static string[] Tracked()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", HubRoot.Path, "ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        {
            RedirectStandardOutput = true,
        })!;
        var files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return [.. files.Where(file => File.Exists(HubRoot.Combine(file))).Order(StringComparer.Ordinal)];
    }
}
