using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace UrbanDataHub.Tests.Gateway.Trial;

/// <summary>What a stand-in answers.</summary>
/// <param name="Bytes">How much of the body is sent before the connection is cut; null for all of it.</param>
/// <param name="Pause">Waited before each packet of a hundred bytes.</param>
public sealed record Reply(string Body, int Status = 200, string Type = "application/geo+json", int? Bytes = null, string Header = "", TimeSpan Pause = default);

/// <summary>
/// A partner that does what no node of ours does: it answers with whatever a test wants, byte by byte, or breaks off in the
/// middle. It holds the city erla with five benches, and says that it may hold more, so that it is asked every second.
/// </summary>
public sealed class StandIn : IAsyncDisposable
{
    public const string City = "erla";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public StandIn()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Its public address.</summary>
    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>What it answers to a path and query; null for what a healthy city would.</summary>
    public Func<string, Reply?> Misbehaves { get; set; } = _ => null;

    /// <summary>Every path and query that it was asked.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The line of one bench in the CSV download.</summary>
    public static string Line(int n) => $"erla:e{n},erla,Bank {n},wood,2,,,,,7.5,51.5\n";

    public const string Header = "id,city,name,kind,seats,height,isCovered,built,seenAt,tags,longitude,latitude\n";

    /// <summary>What a healthy city answers.</summary>
    public static Reply Healthy(string path) => path switch
    {
        _ when path.Contains("/collections/benches/items", StringComparison.Ordinal) => new Reply(Page(5)),
        _ when path.EndsWith("/collections", StringComparison.Ordinal) => new Reply("""{"collections":[{"id":"benches"}],"links":[],"federation":{"complete":false}}""", Type: "application/json"),
        _ when path.EndsWith(".csv", StringComparison.Ordinal) => new Reply(Header + string.Concat(Enumerable.Range(1, 5).Select(Line)), Type: "text/csv"),
        _ when path.EndsWith(".geojson", StringComparison.Ordinal) => new Reply(Page(5)),
        _ => new Reply("""{"status":404}""", 404, "application/problem+json"),
    };

    /// <summary>A page of benches, without a next one.</summary>
    public static string Page(int count) =>
        $$"""{"type":"FeatureCollection","features":[{{string.Join(',', Enumerable.Range(1, count).Select(Feature))}}],"numberMatched":{{count}},"numberReturned":{{count}},"links":[]}""";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _end.Dispose();
    }

    private static string Feature(int n) =>
        $$$"""{"type":"Feature","id":"erla:e{{{n}}}","geometry":{"type":"Point","coordinates":[7.5,51.5]},"properties":{"city":"erla","name":"Bank {{{n}}}","kind":"wood","seats":2,"height":null,"isCovered":null,"built":null,"seenAt":null,"tags":null}}""";

    private async Task ServeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = AnswerAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                // A client may open a connection and think better of it.
                if (await reader.ReadLineAsync(_end.Token) is not { Length: > 0 } request)
                    return;
                var path = request.Split(' ')[1];
                var length = 0;
                while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } header)
                {
                    if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                        length = int.Parse(header.AsSpan("Content-Length:".Length), System.Globalization.CultureInfo.InvariantCulture);
                }

                // What is left unread would cut the connection before the answer is read.
                if (length > 0)
                    await reader.ReadBlockAsync(new char[length], _end.Token);

                Asked.Enqueue(path);
                var reply = Misbehaves(path) ?? Healthy(path);
                var body = Encoding.Latin1.GetBytes(reply.Body);
                var head = $"HTTP/1.1 {reply.Status} Said\r\nContent-Type: {reply.Type}\r\nContent-Length: {body.Length}\r\n{reply.Header}Connection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _end.Token);
                foreach (var packet in body.AsSpan(0, reply.Bytes ?? body.Length).ToArray().Chunk(reply.Pause == default ? int.MaxValue : 100))
                {
                    if (reply.Pause > TimeSpan.Zero)
                        await Task.Delay(reply.Pause, _end.Token);
                    await stream.WriteAsync(packet, _end.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The gateway has hung up, or the test is over.
            }
        }
    }
}
