using System.Diagnostics;

namespace UrbanDataHub.Tests.Servers;

/// <summary>Waits for what another process does in its own time.</summary>
public static class Eventually
{
    /// <summary>Asks ten times a second until the condition holds.</summary>
    /// <param name="what">The condition in words, for the failure: "the portal shows the new count".</param>
    /// <param name="within">Default 30 s: enough for a machine that other tests keep busy.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var limit = within ?? TimeSpan.FromSeconds(30);
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > limit)
                Assert.Fail($"After {limit.TotalSeconds:0} s it is still not so that {what}.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
