using System.Net;
using System.Net.Sockets;

namespace Faas.Mesos.Executor.Wire;

/// <summary>Waits at a socket on which connections are queued already, until who inherited it takes them.</summary>
/// <remarks>
/// What is sent is nothing but an end, and whoever serves connections answers that with an end of its own. Asking again and again whether
/// somebody listens took a third of a container's start, and most of the executor's part in it.
/// </remarks>
internal static class Doorbell
{
    /// <summary>Returns when it is served, or never will be: its last holder has gone.</summary>
    public static async Task RingAsync(EndPoint address, CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(address, ct);
            socket.Shutdown(SocketShutdown.Send);
            await socket.ReceiveAsync(new byte[1], ct);
        }
        catch (SocketException)
        {
            // Whoever connects next is told why.
        }
    }
}
