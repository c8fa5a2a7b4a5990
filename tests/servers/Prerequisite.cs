using System.Diagnostics.CodeAnalysis;

namespace UrbanDataHub.Tests.Servers;

/// <summary>What a test needs from the machine: skipped with a sentence on a laptop, a failure where <c>CI=true</c>.</summary>
public static class Prerequisite
{
    /// <summary>Whether a missing prerequisite is a failure.</summary>
    public static bool IsDemanded { get; } = Environment.GetEnvironmentVariable("CI") is "true" or "1";

    /// <summary>Ends the running test, since something is missing.</summary>
    /// <param name="sentence">What is missing and how to get it.</param>
    [DoesNotReturn]
    public static void Missing(string sentence)
    {
        if (IsDemanded)
            Assert.Fail(sentence);
        Assert.Skip(sentence);
    }

    /// <summary>The full path of a program on the PATH; ends the test when none of the names is there.</summary>
    /// <param name="names">Names that the program goes by, such as <c>chromium</c> and <c>chromium-browser</c>.</param>
    public static string Program(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (found is null)
            Missing($"{names[0]} is not installed; infra/setup --tests installs it.");
        return found;
    }
}
