using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace UrbanDataHub.Bench;

/// <summary>
/// The way to a server that stands elsewhere: every packet, in both directions, arrives <paramref name="oneWay"/> later.
/// Packets under way do not wait for each other, so only the latency changes and not the throughput.
/// </summary>
internal sealed class Distance : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _to;
    private readonly TimeSpan _oneWay;
    private readonly Task _accepting;

    public Distance(Uri to, TimeSpan oneWay)
    {
        (_to, _oneWay) = (to, oneWay);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the server seems to stand.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The listener was stopped.
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient { NoDelay = true };
        using (near)
        {
            try
            {
                near.NoDelay = true;
                await far.ConnectAsync(_to.Host, _to.Port, _end.Token);
                var (one, other) = (near.GetStream(), far.GetStream());
                await Task.WhenAny(CarryAsync(one, other), CarryAsync(other, one));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // One of the two ends closed the connection; the other sees it closed, too.
            }
        }
    }

    private async Task CarryAsync(NetworkStream from, NetworkStream to)
    {
        var underWay = Channel.CreateUnbounded<(byte[] Packet, DateTime Due)>();
        var arriving = DeliverAsync(underWay.Reader, to);
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _end.Token) is > 0 and var length)
            underWay.Writer.TryWrite((buffer[..length], DateTime.UtcNow + _oneWay));
        underWay.Writer.Complete();
        await arriving;
    }

    private async Task DeliverAsync(ChannelReader<(byte[] Packet, DateTime Due)> underWay, NetworkStream to)
    {
        await foreach (var (packet, due) in underWay.ReadAllAsync(_end.Token))
        {
            if (due - DateTime.UtcNow is { Ticks: > 0 } left)
                await Task.Delay(left, _end.Token);
            await to.WriteAsync(packet, _end.Token);
        }
    }
}
