using System.Net;
using System.Net.Sockets;

namespace Faas.Tests.Ports;

/// <summary>
/// Ports for the servers of tests, which listen on them later, or again after they were killed. Below those that the kernel gives to whoever connects, 32,768 and
/// up on Linux: on such a one a connection may sit when its server starts. None twice from one process, and from another hardly.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000, Count = 10_000;

    private static int _last = Random.Shared.Next(Count);

    public static int Take()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _last) % Count);
            if (IsFree(port)) return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
