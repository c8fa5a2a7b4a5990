using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace UrbanDataHub.Tests.Portal;

/// <summary>One visitor's tab. It notes what goes wrong behind the page: errors of scripts, failed and foreign requests.</summary>
public sealed class Visit : IAsyncDisposable
{
    // The rules of WCAG 2.0 to 2.2 at levels A and AA.
    private static readonly AxeRunOptions _rules = new() { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa") };

    private readonly IBrowserContext _context;
    private readonly List<string> _faults = [];
    private readonly string _host;

    private Visit(IBrowserContext context, IPage page, string host)
    {
        (_context, Page, _host) = (context, page, host);
        // Starts cold on a machine that other tests keep busy.
        page.SetDefaultTimeout(60_000);
        page.SetDefaultNavigationTimeout(120_000);
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"console: {message.Text}");
        page.PageError += (_, error) => Note(true, $"script: {error}");
        page.RequestFailed += (_, request) => Note(request.Failure is not "net::ERR_ABORTED", $"{request.Url}: {request.Failure}");
        page.Response += (_, response) => Note(response.Status >= 400, $"{response.Url}: {response.Status}");
        page.Request += (_, request) => Note(IsForeign(request.Url), $"{request.Url} is not on this node");
    }

    /// <summary>The tab.</summary>
    public IPage Page { get; }

    /// <summary>What went wrong behind the page so far.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_faults)
                return [.. _faults];
        }
    }

    /// <summary>Opens a page and waits, unless told otherwise, until nothing is loading.</summary>
    /// <returns>Its status.</returns>
    public async Task<int> OpenAsync(string path, WaitUntilState until = WaitUntilState.NetworkIdle)
    {
        var response = await Page.GotoAsync(path, new() { WaitUntil = until });
        return response!.Status;
    }

    /// <summary>Asserts that axe finds no violation of WCAG 2.2 AA on the page as it is.</summary>
    public async Task AssertAccessibleAsync()
    {
        var result = await Page.RunAxe(_rules);
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(v =>
            $"{v.Id}: {v.Help}\n  {string.Join("\n  ", v.Nodes.Select(n => n.Html))}")));
    }

    /// <summary>Asserts that nothing sticks out to the side.</summary>
    public async Task AssertFitsAsync()
    {
        var (content, screen) = (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await Page.EvaluateAsync<int>("document.documentElement.clientWidth"));
        Assert.True(content <= screen, $"{Page.Url} is {content} px wide on a screen of {screen} px.");
    }

    internal static async Task<Visit> BeginAsync(Portal portal, BrowserNewContextOptions options)
    {
        var context = await portal.Browser.NewContextAsync(options);
        return new Visit(context, await context.NewPageAsync(), portal.Address.Authority);
    }

    /// <summary>Saves a picture of the whole page.</summary>
    internal async Task PictureAsync()
    {
        var test = TestContext.Current.TestMethod;
        var name = $"{test?.TestClass.TestClassSimpleName}.{test?.MethodName}-{Guid.NewGuid().ToString("n")[..6]}.png";
        var path = HubRoot.Combine("artifacts", "test-screenshots", name);
        await Page.ScreenshotAsync(new() { Path = path, FullPage = true });
        TestContext.Current.TestOutputHelper?.WriteLine($"{Page.Url} looked like {path}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private bool IsForeign(string url) => url.StartsWith("http", StringComparison.Ordinal) && new Uri(url).Authority != _host;

    private void Note(bool fault, string text)
    {
        if (!fault)
            return;
        lock (_faults)
            _faults.Add(text);
    }
}
