namespace UrbanDataHub.Tests.Gateway.Clients;

/// <summary>Scripts for Node.js with the clients and audits of others; <c>npm ci</c> brings these when first asked for.</summary>
internal static class NodeScripts
{
    private static readonly string _folder = HubRoot.Combine("tests", "gateway", "Clients", "node");
    private static readonly Lazy<Task> _installed = new(InstallAsync);

    /// <summary>Runs a script to its end.</summary>
    /// <returns>The lines it wrote.</returns>
    /// <exception cref="CommandFailedException">It ended with an error.</exception>
    public static async Task<string[]> RunAsync(string script, params string[] arguments)
    {
        await _installed.Value;
        var output = await Shell.RunAsync(Prerequisite.Program("node"), [Path.Combine(_folder, script), .. arguments]);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task InstallAsync()
    {
        var (made, wanted) = (Path.Combine(_folder, "node_modules", ".package-lock.json"), Path.Combine(_folder, "package-lock.json"));
        if (File.Exists(made) && File.GetLastWriteTimeUtc(made) >= File.GetLastWriteTimeUtc(wanted))
            return;
        await Shell.RunAsync(Prerequisite.Program("npm"), ["ci", "--prefix", _folder, "--no-audit", "--no-fund", "--loglevel=error"]);
    }
}
