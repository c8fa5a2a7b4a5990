using System.Diagnostics;

namespace UrbanDataHub.Tests.Servers;

/// <summary>A command that did not end with 0; the message holds what it wrote to stderr.</summary>
public sealed class CommandFailedException(string command, int code, string error)
    : Exception($"{command} ended with {code}: {error.Trim()}")
{
    /// <summary>Exit code.</summary>
    public int Code { get; } = code;

    /// <summary>What the command wrote to stderr.</summary>
    public string Error { get; } = error.Trim();
}

/// <summary>Runs commands to their end.</summary>
public static class Shell
{
    /// <summary>Runs a program and returns its standard output.</summary>
    /// <exception cref="CommandFailedException">It ended with another code than 0.</exception>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new CommandFailedException(Path.GetFileName(program), process.ExitCode, await error);
        return await output;
    }
}
