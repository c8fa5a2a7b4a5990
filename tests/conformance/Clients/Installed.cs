namespace UrbanDataHub.Tests.Conformance.Clients;

/// <summary>Foreign programs and libraries, where they are.</summary>
internal static class Installed
{
    /// <summary>The folder of the scripts beside this file.</summary>
    public static string Folder => HubRoot.Combine("tests", "conformance", "Clients");

    /// <summary>A file of an npm package; ends the test where <c>npm ci</c> has not been run.</summary>
    public static string Package(params string[] path)
    {
        var file = Path.Combine([Folder, "node_modules", .. path]);
        if (!Path.Exists(file))
            Prerequisite.Missing($"{file} is missing; infra/test runs `npm ci` in tests/conformance/Clients.");
        return file;
    }

    /// <summary>The first Python that has a module, or null. Debian's packages belong to Debian's Python, which need not be the first on the PATH.</summary>
    public static async Task<string?> PythonAsync(string module)
    {
        foreach (var python in new[] { Prerequisite.Program("python3"), "/usr/bin/python3" }.Where(File.Exists))
        {
            try
            {
                await Shell.RunAsync(python, ["-c", $"import {module}"]);
                return python;
            }
            catch (CommandFailedException)
            {
                // This one does not have it; the next one may.
            }
        }

        return null;
    }
}
