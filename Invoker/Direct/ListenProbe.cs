using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Direct;

/// <summary>Finds out when a container listens behind its mapped port.</summary>
internal sealed class ListenProbe(IOptions<DirectOptions> options, TimeProvider time)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    /// <summary>Docker's proxy accepts for a container that does not listen, and hangs up at once; a server that listens waits to hear something.</summary>
    private static readonly TimeSpan HangUpTime = TimeSpan.FromMilliseconds(250);

    /// <returns>How long it took; <see langword="null"/> when nothing listened in time.</returns>
    public async Task<TimeSpan?> WaitAsync(Uri address, CancellationToken ct)
    {
        var since = time.GetTimestamp();
        while (!await ListensAsync(address, ct))
        {
            if (time.GetElapsedTime(since) >= options.Value.ListenTimeout) return null;
            await Task.Delay(BetweenTries, time, ct);
        }
        return time.GetElapsedTime(since);
    }

    private async Task<bool> ListensAsync(Uri address, CancellationToken ct)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            patience.CancelAfter(options.Value.ListenTimeout);
            await socket.ConnectAsync(address.Host, address.Port, patience.Token);
            patience.CancelAfter(HangUpTime);
            return await socket.ReceiveAsync(new byte[1], patience.Token) > 0;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return socket.Connected;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
