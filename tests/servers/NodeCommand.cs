using System.Diagnostics;

namespace UrbanDataHub.Tests.Servers;

/// <summary>A command of a program, such as <c>fetch</c> or <c>describe</c>, run to its end.</summary>
internal static class NodeCommand
{
    /// <summary>Exit code, and what it wrote to both streams.</summary>
    public static async Task<(int Code, string Output)> RunAsync(
        HubProgram program, string command, IReadOnlyDictionary<string, string> environment, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", [HubRoot.Assembly(program.Assembly()), command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, await output + await error);
    }
}
