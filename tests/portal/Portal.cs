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
        await portal.ShowsAsync("/", "Musterstadt", "Beispielburg", "Fernhausen");
        return portal;
    }

    /// <summary>The stations that report now, made by the first who asks.</summary>
    public Task<Sensing> SensingAsync() => _sensing.Value;

    /// <summary>Waits until a page holds these words.</summary>
    public Task ShowsAsync(string path, params string[] words) => Eventually.TrueAsync(
        async () =>
        {
            var page = await PageAsync(path);
            return words.All(word => page.Contains(word, StringComparison.Ordinal));
        },
        $"{path} shows {string.Join(", ", words)}",
        TimeSpan.FromSeconds(120));

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
}

/// <summary>The one portal of the assembly.</summary>
public sealed class SharedPortal() : Once<Portal>(Portal.StartAsync);
