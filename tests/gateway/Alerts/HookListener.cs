using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace UrbanDataHub.Tests.Gateway.Alerts;

/// <summary>One request that came by webhook, and what was answered.</summary>
public sealed record HookCall(string Path, string Id, string Timestamp, string Signature, string Type, string Body, int Status);

/// <summary>
/// Somebody who is told by webhook: answers the first attempt of each notice with 500, the second with a redirect to
/// another path, and takes the third.
/// </summary>
public sealed class HookListener : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, int> _attempts = new();

    public HookListener()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/hook/";
        }

        _listener.Prefixes.Add(Address.Replace("hook/", "", StringComparison.Ordinal));
        _listener.Start();
        _ = ListenAsync();
    }

    /// <summary>Where it listens, with a slash at the end.</summary>
    public string Address { get; }

    /// <summary>All that came, in order.</summary>
    public ConcurrentQueue<HookCall> Calls { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                Answer(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var (body, headers, path) = (reader.ReadToEnd(), context.Request.Headers, context.Request.Url!.AbsolutePath);
        var id = headers["webhook-id"] ?? "";
        var status = _attempts.AddOrUpdate(id, 1, (_, n) => n + 1) switch { 1 => 500, 2 => 307, _ => 204 };
        Calls.Enqueue(new HookCall(path, id, headers["webhook-timestamp"] ?? "", headers["webhook-signature"] ?? "", context.Request.ContentType ?? "", body, status));
        if (status == 307)
            context.Response.RedirectLocation = Address + "followed";
        context.Response.StatusCode = status;
        context.Response.Close();
    }
}
