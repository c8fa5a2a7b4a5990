using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace UrbanDataHub.Tests.Servers;

/// <summary>One program of a test node, as a process of its own.</summary>
public sealed partial class NodeProcess : IAsyncDisposable
{
    private const int SigKill = 9, SigTerm = 15, SigCont = 18, SigStop = 19;

    // Generous: a cold start beside other tests on two cores.
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(120);

    // Not the test's own client: failures are expected here.
    private static readonly HttpClient _probe = new();

    private readonly IReadOnlyDictionary<string, string> _environment;
    private Process? _process;

    internal NodeProcess(HubProgram program, Uri address, string logFile, IReadOnlyDictionary<string, string> environment)
    {
        Program = program;
        LogFile = logFile;
        _environment = environment;
        Http = new HttpClient(new LogOnFailure(this)) { BaseAddress = address };
        // A test run that is interrupted must not leave processes behind.
        AppDomain.CurrentDomain.ProcessExit += OnTestRunEnds;
    }

    /// <summary>Which one.</summary>
    public HubProgram Program { get; }

    /// <summary>Its process id.</summary>
    public int Id => _process!.Id;

    /// <summary>Everything that it wrote, over all its starts.</summary>
    public string LogFile { get; }

    /// <summary>Asks this program. A failure (5xx or none) puts the end of its log into the test's output.</summary>
    public HttpClient Http { get; }

    /// <summary>Whether the process runs (or is suspended).</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts the program (<c>migrate serve</c>) without waiting for it.</summary>
    public void Start()
    {
        Assert.False(IsRunning, $"{Program} already runs.");
        // The shell replaces itself: the log file is the process's own, and outlives the test.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >>\"$HUB_TEST_LOG\" 2>&1 </dev/null", "sh", "dotnet", HubRoot.Assembly(Program.Assembly()), "migrate", "serve"])
        {
            WorkingDirectory = Path.GetDirectoryName(LogFile),
        };
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        start.Environment["HUB_TEST_LOG"] = LogFile;
        _process?.Dispose();
        _process = Process.Start(start);
    }

    /// <summary>Waits until the program answers at all.</summary>
    public Task WaitLiveAsync(CancellationToken cancel = default) => WaitAsync("live", "/health/live", _ => true, _startLimit, cancel);

    /// <summary>Waits until the program says that it can do its work.</summary>
    public Task WaitReadyAsync(CancellationToken cancel = default) => WaitAsync("ready", "/health/ready", _ => true, _startLimit, cancel);

    /// <summary>Waits until the first import of every source of a domain service has ended.</summary>
    public Task WaitImportedAsync(CancellationToken cancel = default) =>
        WaitAsync("done with its imports", "/imports/pending", body => body.RootElement.GetProperty("pending").GetInt32() == 0, 4 * _startLimit, cancel);

    /// <summary>SIGKILL, as a power cut for this program; returns when it is gone.</summary>
    public void Kill()
    {
        Signal(SigKill);
        _process?.WaitForExit();
    }

    /// <summary>SIGSTOP: connections stay open and nothing is answered.</summary>
    public void Suspend() => Signal(SigStop);

    /// <summary>SIGCONT after <see cref="Suspend"/>.</summary>
    public void Resume() => Signal(SigCont);

    /// <summary>SIGTERM, and SIGKILL after ten seconds.</summary>
    /// <returns>Whether the program ended by itself.</returns>
    public async Task<bool> StopAsync()
    {
        Signal(SigTerm);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            if (_process is not null)
                await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            Kill();
            return false;
        }
    }

    /// <summary>Starts a program that was killed or stopped, and waits until it is ready.</summary>
    public async Task RestartAsync(CancellationToken cancel = default)
    {
        Start();
        await WaitReadyAsync(cancel);
    }

    /// <summary>The last lines of the log.</summary>
    public string Log(int lines = 60) =>
        File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(lines)) : "";

    /// <summary>Kills the process. Its log stays below <c>artifacts/test-logs</c>.</summary>
    public ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnTestRunEnds;
        Kill();
        _process?.Dispose();
        Http.Dispose();
        return ValueTask.CompletedTask;
    }

    private void OnTestRunEnds(object? sender, EventArgs e) => Signal(SigKill);

    private async Task WaitAsync(string state, string path, Func<JsonDocument, bool> holds, TimeSpan limit, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        string last;
        while ((last = await AskAsync(path, holds, cancel)) != "")
        {
            if (!IsRunning)
                Assert.Fail($"{Program} ended with {_process?.ExitCode} before it was {state}. Its log, {LogFile}, ends with:\n{Log()}");
            if (watch.Elapsed > limit)
                Assert.Fail($"{Program} is not {state} after {limit.TotalSeconds:0} s: {last}. Its log, {LogFile}, ends with:\n{Log()}");
            await Task.Delay(200, cancel);
        }
    }

    /// <summary>Empty when the answer holds, else what was answered instead.</summary>
    private async Task<string> AskAsync(string path, Func<JsonDocument, bool> holds, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            using var answer = await _probe.GetAsync(new Uri(Http.BaseAddress!, path), limit.Token);
            var text = await answer.Content.ReadAsStringAsync(limit.Token);
            if (answer.StatusCode != HttpStatusCode.OK)
                return $"{(int)answer.StatusCode} {text}";
            using var body = JsonDocument.Parse(text);
            return holds(body) ? "" : text;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return e.Message;
        }
    }

    private void Signal(int signal)
    {
        if (IsRunning)
            _ = SendSignal(_process!.Id, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
