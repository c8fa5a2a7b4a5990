namespace UrbanDataHub.Tests.Servers;

/// <summary>
/// A class or assembly fixture that is made by the first test that asks for it. xunit reports a fixture that skips in its
/// initialisation as a failure; made inside of a test, a missing prerequisite skips that test.
/// </summary>
/// <example><c>public sealed class SocialNode() : Once&lt;TestNode&gt;(() => TestNode.StartAsync(["leipzig"], [HubProgram.Social]));</c></example>
public abstract class Once<T>(Func<Task<T>> make) : IAsyncDisposable
    where T : IAsyncDisposable
{
    private readonly Lazy<Task<T>> _made = new(make);

    /// <summary>The one; all tests that share the fixture get the same.</summary>
    public Task<T> GetAsync() => _made.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_made is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _made.Value).DisposeAsync();
    }
}
