using Microsoft.Playwright;
using UrbanDataHub.Tests.Portal.Sensors;
using UrbanDataHub.Tests.Portal.Town;

[assembly: AssemblyFixture(typeof(UrbanDataHub.Tests.Portal.SharedPortal))]
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace UrbanDataHub.Tests.Portal;

/// <summary>
/// A node with two invented cities, a partner with a third one, and a browser. Shared by all classes, which run one after
/// the other: one of them takes the partner away for a while.
/// </summary>
public sealed class Portal : IAsyncDisposable
{
    private readonly TownFolder _town;
    private readonly IPlaywright _playwright;
    private readonly Lazy<Task<Sensing>> _sensing;

    private Portal(TownFolder town, TestNode node, TestNode partner, IPlaywright playwright, IBrowser browser)
    {
        (_town, Node, Partner, _playwright, Browser) = (town, node, partner, playwright, browser);
        _sensing = new(() => Sensing.StartAsync(this));
    }

    /// <summary>Musterstadt and Beispielburg, with all programs.</summary>
    public TestNode Node { get; }

    /// <summary>Fernhausen, simulated: everything but a portal.</summary>
    public TestNode Partner { get; }

    /// <summary>Debian's Chromium.</summary>
    public IBrowser Browser { get; }

    /// <summary>The address that visitors type.</summary>
    public Uri Address => Node.Http.BaseAddress!;

    /// <summary>Starts servers, nodes and browser, and waits until the portal shows all three cities.</summary>
    public static async Task<Portal> StartAsync()
    {
        var chromium = Prerequisite.Program("chromium", "chromium-browser", "google-chrome");
        var town = TownFolder.Write();
        // A copy of what another test asked would stand in for a city that is away.
        var environment = new Dictionary<string, string> { ["HUB_LAST_GOOD"] = "off", ["HUB_SENSORTHINGS_WRITE"] = "open" };
        var options = new TestNodeOptions { Root = town.Path, Data = town.Data, Environment = environment };
        var partner = await TestNode.StartAsync(["fernhausen"], [.. HubPrograms.All.Except([HubProgram.Portal])], options with { Data = town.SimulatedData });
        var node = await TestNode.StartAsync(["musterstadt", "beispielburg"], options: options with { Partners = [partner.AsPartner()] });
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            Timeout = 120_000,
        });
        var portal = new Portal(town, node, partner, playwright, browser);
        await portal.ShowsAllAsync();
        return portal;
    }

    /// <summary>Starts a gateway that was killed, and waits until the portal shows all that it showed before.</summary>
    public async Task RestartGatewayAsync(TestNode of)
    {
        await of[HubProgram.Gateway].RestartAsync(TestContext.Current.CancellationToken);
        await ShowsAllAsync();
    }

    /// <summary>The stations that report now, made by the first who asks.</summary>
    public Task<Sensing> SensingAsync() => _sensing.Value;

    /// <summary>Waits until a page holds these words.</summary>
    public Task ShowsAsync(string path, params string[] words) => BecomesAsync(
        path, $"shows {string.Join(", ", words)}", page => words.All(word => page.Contains(word, StringComparison.Ordinal)));

    /// <summary>The source of a page, as a browser without script asks for it.</summary>
    public async Task<string> PageAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(Browsing.Accept);
        using var response = await Node.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
        await Node.DisposeAsync();
        await Partner.DisposeAsync();
        _town.Dispose();
    }

    /// <summary>A gateway is ready before it has heard from every service and partner, and names those that are missing until then.</summary>
    private async Task ShowsAllAsync()
    {
        await ShowsAsync("/?lang=de", "Musterstadt", "Beispielburg", "Fernhausen");
        await ShowsAsync("/datasets?lang=de", "Radrouten", "Spielplätze", "Messstationen", "Zeitreihen", "Beobachtungen");
        foreach (var (path, missing) in new[] { ("/datasets?lang=de", "gerade nicht"), ("/datasets/playgrounds?lang=de", "antwortet gerade nicht"), ("/ogc/collections/playgrounds/items?lang=de", "Nicht jede Stadt") })
            await BecomesAsync(path, "misses no city", page => !page.Contains(missing, StringComparison.Ordinal));
    }

    private Task BecomesAsync(string path, string what, Func<string, bool> holds) => Eventually.TrueAsync(
        async () => holds(await PageAsync(path)), $"{path} {what}", TimeSpan.FromSeconds(120));
}

/// <summary>The one portal of the assembly.</summary>
public sealed class SharedPortal() : Once<Portal>(Portal.StartAsync);
