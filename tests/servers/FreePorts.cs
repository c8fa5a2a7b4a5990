using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace UrbanDataHub.Tests.Servers;

/// <summary>Ports for servers of a test.</summary>
internal static class FreePorts
{
    // Below the range that Linux gives to outgoing connections, above the well-known and the node set's.
    private const int First = 20000;
    private const int Last = 32000;

    private static readonly HashSet<int> _given = [];

    /// <summary>
    /// The first of <paramref name="count"/> free ports in a row, given out once;
    /// at a random place, so that test processes that run at the same time do not meet.
    /// </summary>
    public static int Row(int count)
    {
        lock (_given)
        {
            for (var attempt = 0; attempt < 200; attempt++)
            {
                var row = Enumerable.Range(RandomNumberGenerator.GetInt32(First, Last - count), count).ToList();
                if (!row.All(port => !_given.Contains(port) && IsFree(port)))
                    continue;
                _given.UnionWith(row);
                return row[0];
            }
        }

        throw new InvalidOperationException($"No {count} free ports in a row between {First} and {Last}.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
