namespace UrbanDataHub.Gateway.Graph.Streams;

/// <summary>Why a WebSocket is closed: a code of the graphql-transport-ws protocol (4000 and above) or of RFC 6455, and a word.</summary>
public sealed record SocketClose(int Code, string Reason)
{
    /// <summary>The client has closed.</summary>
    public static readonly SocketClose Normal = new(1000, "");

    /// <summary>The program stops; the client comes back to a copy that runs.</summary>
    public static readonly SocketClose GoingAway = new(1001, "Going away");

    /// <summary>A message is longer than may be.</summary>
    public static readonly SocketClose TooLong = new(1009, $"A message has at most {GraphBody.MaximumLength} bytes");

    /// <summary>The client takes its results too slowly.</summary>
    public static readonly SocketClose TooSlow = new(1013, "Too slow: results are waiting");

    /// <summary>An operation before the connection was acknowledged.</summary>
    public static readonly SocketClose Unauthorized = new(4401, "Unauthorized");

    /// <summary>The client speaks none of our protocols.</summary>
    public static readonly SocketClose NoProtocol = new(4406, "Subprotocol not acceptable");

    /// <summary>There was no <c>connection_init</c> in time.</summary>
    public static readonly SocketClose NoInit = new(4408, "Connection initialisation timeout");

    /// <summary>A second <c>connection_init</c>.</summary>
    public static readonly SocketClose SecondInit = new(4429, "Too many initialisation requests");

    /// <summary>A message that is none of the protocol.</summary>
    public static SocketClose Invalid(string what) => new(4400, Short("Invalid message received: " + what));

    /// <summary>An operation whose id another has that still runs.</summary>
    public static SocketClose SameId(string id) => new(4409, Short($"Subscriber for {id} already exists"));

    /// <summary>A close frame has room for 123 bytes (RFC 6455, clause 5.5).</summary>
    private static string Short(string reason)
    {
        var ascii = new string([.. reason.Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : '?')]);
        return ascii.Length <= 123 ? ascii : ascii[..123];
    }
}
