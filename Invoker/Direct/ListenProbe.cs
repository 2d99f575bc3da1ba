using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Direct;

/// <summary>Finds out when a container listens behind its mapped port.</summary>
internal sealed class ListenProbe(IOptions<DirectOptions> options, TimeProvider time)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    /// <summary>A server that has not said a word to <see cref="Question"/> by then leaves unanswered what it does not know; it listens all the same.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Docker's proxy accepts for a container that does not listen, and hangs up when it has found that out, at once or after a while: only an answer, be it "not found",
    /// comes from the container for certain.
    /// </summary>
    private static readonly byte[] Question = "GET / HTTP/1.1\r\nHost: container\r\nConnection: close\r\n\r\n"u8.ToArray();

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
            patience.CancelAfter(Silence);
            await socket.SendAsync(Question, patience.Token);
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
