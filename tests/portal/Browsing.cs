using Microsoft.Playwright;

namespace UrbanDataHub.Tests.Portal;

/// <summary>
/// Visits of one test class. A test that fails leaves pictures of its pages in <c>artifacts/test-screenshots</c>.
/// </summary>
public abstract class Browsing(SharedPortal shared) : IAsyncLifetime
{
    /// <summary>What Chromium says it accepts when somebody types an address.</summary>
    public const string Accept = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";

    private readonly List<Visit> _visits = [];

    protected Portal Portal { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Portal = await shared.GetAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        foreach (var visit in _visits)
        {
            if (failed)
                await visit.PictureAsync();
            await visit.DisposeAsync();
        }
    }

    /// <summary>A visitor with a browser of their own: language, screen, with or without script.</summary>
    protected async Task<Visit> VisitAsync(string language = "de", bool script = true, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var visit = await Visit.BeginAsync(Portal, new()
        {
            BaseURL = Portal.Address.ToString(),
            Locale = language == "de" ? "de-DE" : "en-GB",
            ViewportSize = new() { Width = width, Height = 900 },
            JavaScriptEnabled = script,
            ColorScheme = scheme,
            // A colour halfway between two is nothing that axe should judge.
            ReducedMotion = ReducedMotion.Reduce,
            AcceptDownloads = true,
        });
        _visits.Add(visit);
        return visit;
    }
}
