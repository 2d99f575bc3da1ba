using StackExchange.Redis;

namespace Faas.Storage.Connection;

/// <summary>
/// Waits until a replica has what this process has written (<c>WAIT</c>). One command answers for everybody who wrote before it was sent:
/// it holds up the connection, so there is one at a time.
/// </summary>
internal sealed class ReplicationBarrier
{
    private readonly Lock _lock = new();
    private readonly IServer _server;
    private readonly TimeSpan _most;
    private Task<bool> _sent = Task.FromResult(true);
    private Task<bool>? _next;
    private int _losses;

    public ReplicationBarrier(IServer server, TimeSpan most)
    {
        (_server, _most) = (server, most);
        server.Multiplexer.ConnectionFailed += (_, _) => Interlocked.Increment(ref _losses);
    }

    /// <summary>How often a connection was lost: what was written before the last loss is not waited for.</summary>
    public int Losses => Volatile.Read(ref _losses);

    /// <returns>Whether a replica has all that was written before this call.</returns>
    public Task<bool> PassAsync()
    {
        // The one on its way was sent before our write may have been: the next one will do, for all who come until it is sent.
        lock (_lock) return _next ??= SendAfterAsync(_sent);
    }

    private async Task<bool> SendAfterAsync(Task<bool> before)
    {
        await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task<bool> sent;
        lock (_lock)
        {
            sent = _sent = SendAsync();
            _next = null;
        }
        return await sent;
    }

    private async Task<bool> SendAsync() => (int)await _server.ExecuteAsync("WAIT", 1, (int)_most.TotalMilliseconds) >= 1;
}
