using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Faas.Mesos.Executor.Native;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Wire;

/// <summary>A port on the loopback device of a container's own network namespace: reached from here, whatever network the container has or lacks.</summary>
/// <param name="space">The namespace, as <c>/proc/[pid]/ns/net</c> opened.</param>
/// <remarks>A socket belongs to the namespace it was made in, so only its making needs a thread that has gone inside.</remarks>
internal sealed class InsideEndPoint(SafeFileHandle space, int port) : IPEndPoint(IPAddress.Loopback, port)
{
    /// <exception cref="SocketException">The namespace cannot be entered.</exception>
    public Socket CreateSocket()
    {
        Socket? socket = null;
        ExceptionDispatchInfo? failure = null;
        // A thread of its own, which ends inside: none that others use must ever be left there.
        var thread = new Thread(() =>
        {
            try
            {
                NetworkNamespace.Enter(space, "the container's network namespace");
                socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
            {
                failure = ExceptionDispatchInfo.Capture(e as SocketException ?? new SocketException((int)SocketError.NetworkUnreachable));
            }
        }, maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return socket!;
    }
}
