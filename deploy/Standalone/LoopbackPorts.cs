using System.Net;
using System.Net.Sockets;

namespace Faas.Standalone;

/// <summary>Ports for the parts that only this process and its executor talk to.</summary>
internal static class LoopbackPorts
{
    /// <summary>Different ports that are free now.</summary>
    public static int[] Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}
