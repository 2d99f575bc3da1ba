using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faas.Storage.Tests;

/// <summary>
/// A relay in front of a store that keeps back what is said on connections for subscriptions, as a busy machine does: a client has two connections, and this one comes up later.
/// </summary>
internal sealed class SlowSubscriptions : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private readonly int _store;
    private readonly Task _accepting;

    public SlowSubscriptions(StoreServer store)
    {
        _store = store.Port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>As <see cref="StorageOptions.Redis"/> wants it.</summary>
    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Passes on what was kept back, and all that follows.</summary>
    public void Hurry() => _hurry.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var end in _ends) end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var (client, store) = (await _listener.AcceptTcpClientAsync(), new TcpClient());
                _ends.Add(client);
                _ends.Add(store);
                await store.ConnectAsync(IPAddress.Loopback, _store);
                _ = PassAsync(client.GetStream(), store.GetStream(), IsOfSubscription);
                _ = PassAsync(store.GetStream(), client.GetStream(), _ => false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    /// <summary>Clients greet their connection for subscriptions with one of these words.</summary>
    private static bool IsOfSubscription(ReadOnlySpan<byte> words) => Encoding.ASCII.GetString(words).Contains("SUBSCRIBE", StringComparison.OrdinalIgnoreCase);

    private async Task PassAsync(NetworkStream from, NetworkStream to, Func<ReadOnlySpan<byte>, bool> waits)
    {
        var bytes = new byte[1 << 16];
        try
        {
            while (await from.ReadAsync(bytes) is > 0 and var read)
            {
                if (waits(bytes.AsSpan(0, read))) await _hurry.Task;
                await to.WriteAsync(bytes.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // One end has gone; so does the other, with the relay.
        }
    }
}
