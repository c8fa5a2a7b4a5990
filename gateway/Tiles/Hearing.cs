using MassTransit;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Gateway.Tiles;

/// <summary>
/// Whether this gateway hears events. While it does not, kept tiles are only asked about; and when it hears again all are
/// forgotten, since what happened meanwhile may still be on its way.
/// </summary>
public sealed class Hearing(TileCache cache) : IReceiveEndpointObserver
{
    private volatile bool _hears;

    /// <summary>Whether an event that is sent now will come.</summary>
    public bool Hears => _hears;

    /// <inheritdoc/>
    public Task Ready(ReceiveEndpointReady ready)
    {
        if (!IsOurs(ready.InputAddress))
            return Task.CompletedTask;
        cache.Clear();
        _hears = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Stopping(ReceiveEndpointStopping stopping) => Deaf(stopping.InputAddress);

    /// <inheritdoc/>
    public Task Completed(ReceiveEndpointCompleted completed) => Deaf(completed.InputAddress);

    /// <inheritdoc/>
    public Task Faulted(ReceiveEndpointFaulted faulted) => Deaf(faulted.InputAddress);

    private Task Deaf(Uri address)
    {
        if (IsOurs(address))
            _hears = false;
        return Task.CompletedTask;
    }

    /// <summary>The bus has an endpoint of its own beside the queue of this program, which takes no events.</summary>
    private static bool IsOurs(Uri address) => address.Segments[^1].StartsWith(Programs.Gateway, StringComparison.Ordinal);
}
