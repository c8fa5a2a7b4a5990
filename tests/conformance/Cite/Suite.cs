namespace UrbanDataHub.Tests.Conformance.Cite;

/// <summary>An official test suite of the Open Geospatial Consortium (CITE), run as a program of its own.</summary>
/// <param name="Name">As the folder of the suites calls it.</param>
internal sealed record Suite(string Name)
{
    /// <summary>OGC API Features Parts 1 and 2.</summary>
    public static Suite Features { get; } = new("features10");

    /// <summary>OGC API Tiles Part 1.</summary>
    public static Suite Tiles { get; } = new("tiles10");

    /// <summary>SensorThings; it knows version 1.0, which 1.1 goes on from.</summary>
    public static Suite SensorThings { get; } = new("sta10");

    private static string Folder => Environment.GetEnvironmentVariable("HUB_CITE") ?? Path.GetFullPath(Path.Combine(HubRoot.Path, "..", "shared", "tools", "cite"));

    /// <summary>
    /// Ends the running test where the suite cannot run: with a skip everywhere when the jars are not here, which the
    /// repository does not hold, and as with any other prerequisite when Java or Python is missing.
    /// </summary>
    public static void Require()
    {
        if (!File.Exists(Script))
            Assert.Skip($"{Script} is not here; HUB_CITE names the folder of the OGC's suites.");
        Prerequisite.Program("java");
        Prerequisite.Program("python3");
    }

    /// <summary>Runs the suite; what it wrote stays below <c>artifacts/cite</c>.</summary>
    /// <param name="parameters">The suite's own, such as <c>iut</c>, the address of the server.</param>
    public async Task<SuiteReport> RunAsync(params (string Name, string Value)[] parameters)
    {
        Require();
        var output = HubRoot.Combine("artifacts", "cite", Name);
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        try
        {
            await Shell.RunAsync("bash", [Script, Name, output, .. parameters.Select(p => $"{p.Name}={p.Value}")]);
        }
        catch (CommandFailedException e) when (e.Code == 1)
        {
            // Some tests failed, and which ones they are stands in the results.
        }

        return SuiteReport.Read(output);
    }

    private static string Script => Path.Combine(Folder, "run.sh");
}
