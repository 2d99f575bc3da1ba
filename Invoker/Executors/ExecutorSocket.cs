using System.Net.Sockets;

namespace Faas.Invoker.Executors;

/// <summary>Connections to executors, or to containers by themselves, which notice a silent end: a machine without power, a cut network, a firewall that forgot.</summary>
internal static class ExecutorSocket
{
    /// <summary>Of Linux: how long sent bytes may go unacknowledged, in milliseconds.</summary>
    private const int TcpUserTimeout = 18;

    private const int PatienceSeconds = 10, ProbeEverySeconds = 2, Probes = 3;

    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, PatienceSeconds - (ProbeEverySeconds * Probes));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeEverySeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
            if (OperatingSystem.IsLinux()) socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpUserTimeout, BitConverter.GetBytes(PatienceSeconds * 1000));
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
