using System.Collections.Concurrent;
using System.Security.Cryptography;
using Faas.Contracts;
using Faas.Storage.Connection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faas.Storage;

/// <summary>
/// Where a gateway waits for results. They come as messages, which may be lost: each waiter also reads the store after 1 s, 3 s and then every 10 s,
/// and at every reconnect. A lost message delays an answer; it never loses one.
/// </summary>
public sealed partial class ResultInbox(RedisStore redis, InvocationStore invocations, TimeProvider time, ILogger<ResultInbox> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<InvocationId, Waiter> _waiters = new();
    private PeriodicTimer? _timer;

    /// <summary>This gateway's id: what <see cref="Enqueue.Gateway"/> says to have results sent here.</summary>
    public string Gateway { get; } = RandomNumberGenerator.GetHexString(QueueItem.PartyLength, lowercase: true);

    /// <summary>How many wait.</summary>
    public int Waiting => _waiters.Count;

    /// <summary>Announces interest in a result; before the invocation is accepted, so that no message can come too early.</summary>
    /// <returns>What to wait on; disposing it ends the interest.</returns>
    public Waiter Expect(InvocationId id)
    {
        var waiter = new Waiter(this, id, time.GetUtcNow());
        _waiters[id] = waiter;
        return waiter;
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = new(TimeSpan.FromSeconds(1), time);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = _timer!;
        var subscribed = false;
        do
        {
            try
            {
                if (!subscribed)
                {
                    await redis.SubscribeAsync(Keys.Reply(Gateway), Receive);
                    await redis.OnReconnectAsync(ReadAllSoon);
                    subscribed = true;
                }
                await ReadDueAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogReadFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>When one who has waited this long without a message reads the store, counted from when the wait began.</summary>
    internal static TimeSpan NextRead(TimeSpan waited) => waited.TotalSeconds switch
    {
        < 1 => TimeSpan.FromSeconds(1),
        < 3 => TimeSpan.FromSeconds(3),
        _ => waited + TimeSpan.FromSeconds(10),
    };

    private void Receive(byte[] message)
    {
        // Most messages are for a waiter; one that has gone needs no decoding.
        if (!_waiters.TryGetValue(InvocationId.FromBytes(message), out var waiter)) return;
        if (FinishedInvocation.Read(message) is { } finished) waiter.Complete(finished);
        else waiter.ReadSoon();
    }

    private void ReadAllSoon()
    {
        foreach (var waiter in _waiters.Values) waiter.ReadSoon();
    }

    private async Task ReadDueAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var waiter in _waiters.Values.Where(waiter => waiter.IsDue(now))) await ReadAsync(waiter, ct);
    }

    private async Task ReadAsync(Waiter waiter, CancellationToken ct)
    {
        if (await invocations.FindFinishedAsync(waiter.Id, ct) is { } finished) waiter.Complete(finished);
        else waiter.ReadLater(time.GetUtcNow());
    }

    [LoggerMessage(LogLevel.Warning, "Results cannot be read; the next turn tries again")]
    private partial void LogReadFailed(Exception exception);

    /// <summary>One caller's wait for one result. Who awaits it goes on where the message is read: nobody may block there.</summary>
    public sealed class Waiter : IDisposable
    {
        private readonly ResultInbox _inbox;
        private readonly TaskCompletionSource<FinishedInvocation> _finished = new();
        private readonly DateTimeOffset _since;
        private long _nextRead;

        internal Waiter(ResultInbox inbox, InvocationId id, DateTimeOffset since)
        {
            (_inbox, Id, _since) = (inbox, id, since);
            ReadLater(since);
        }

        /// <summary>Ends with the invocation.</summary>
        public Task<FinishedInvocation> Finished => _finished.Task;

        internal InvocationId Id { get; }

        /// <summary>It may have ended before anybody listened: looks now.</summary>
        public void Look() => ReadSoon();

        /// <inheritdoc/>
        public void Dispose() => _inbox._waiters.TryRemove(KeyValuePair.Create(Id, this));

        internal bool IsDue(DateTimeOffset now) => !_finished.Task.IsCompleted && now.UtcTicks >= Volatile.Read(ref _nextRead);

        internal void Complete(FinishedInvocation finished) => _finished.TrySetResult(finished);

        /// <summary>The store has it, or may have: read without waiting for the next turn.</summary>
        internal void ReadSoon()
        {
            Volatile.Write(ref _nextRead, 0);
            _ = ReadNowAsync();
        }

        internal void ReadLater(DateTimeOffset now) => Volatile.Write(ref _nextRead, (_since + NextRead(now - _since)).UtcTicks);

        private async Task ReadNowAsync()
        {
            try
            {
                await _inbox.ReadAsync(this, CancellationToken.None);
            }
            catch (Exception e)
            {
                // It stays due: the next turn reads again.
                _inbox.LogReadFailed(e);
            }
        }
    }
}
