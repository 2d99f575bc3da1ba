namespace Faas.Mesos.Scheduler;

/// <summary>The lease while it is held; renewed every third of its length.</summary>
internal sealed class Leadership : IAsyncDisposable
{
    private readonly LeaderLease _lease;
    private readonly TimeSpan _length;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _renewing;
    private long _heldSince;

    public Leadership(LeaderLease lease, long epoch, long heldSince, TimeSpan length, TimeProvider time)
    {
        (_lease, Epoch, _heldSince, _length, _time) = (lease, epoch, heldSince, length, time);
        Lost = _lost.Token;
        _renewing = RenewAsync();
    }

    /// <summary>Differs from that of every leader before.</summary>
    public long Epoch { get; }

    /// <summary>Cancelled when another may lead.</summary>
    public CancellationToken Lost { get; }

    /// <summary>
    /// Whether the lease may have run out, and another may lead: a process that stood still wakes up believing what it did, and does much in the time
    /// until the store tells it otherwise.
    /// </summary>
    public bool IsDue => _time.GetElapsedTime(Interlocked.Read(ref _heldSince)) >= _length;

    /// <summary>Asks now whether the lease is still ours, and loses it when it is not.</summary>
    public async Task ConfirmAsync(CancellationToken ct)
    {
        var askedAt = _time.GetTimestamp();
        var answer = await _lease.AskAsync(ct);
        if (answer.Epoch == Epoch)
        {
            Interlocked.Exchange(ref _heldSince, askedAt);
            return;
        }
        // A store that is away takes nothing from us until the lease may have run out: by our own clock, and well before the store's.
        if ((answer.Heard || _time.GetElapsedTime(_heldSince) >= _length * 2 / 3) && !_lost.IsCancellationRequested)
        {
            _lease.TellLost(Epoch);
            await _lost.CancelAsync();
        }
    }

    /// <summary>Gives the lease up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _renewing;
        if (!_lost.IsCancellationRequested)
        {
            await _lease.ResignAsync();
        }
        _lost.Dispose();
        _stopped.Dispose();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_length / 3, _time);
        try
        {
            while (!Lost.IsCancellationRequested && await timer.WaitForNextTickAsync(_stopped.Token))
            {
                await ConfirmAsync(_stopped.Token);
            }
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // Given up by its holder.
        }
    }
}
