using Faas.Contracts;
using Faas.Invoker.Arbitration;
using Faas.Invoker.Ownership;
using Faas.Invoker.Pool;
using Faas.Storage;

namespace Faas.Invoker.Dispatch;

/// <summary>
/// Brings the waiting invocations of one function to its containers, turn by turn behind a one-place signal, set by wakes, sweeps and freed containers alike:
/// a wake that comes while a claim is in flight is never lost (facts/floors.md).
/// </summary>
internal sealed partial class FunctionDispatcher : IAsyncDisposable
{
    private static readonly TimeSpan JustCome = TimeSpan.FromMilliseconds(500);

    private readonly DispatchServices _services;
    private readonly ILogger _logger;
    private readonly TurnSignal _turns;
    private readonly CancellationTokenSource _stop = new();
    private readonly Starts _starts;
    private readonly ShareUser _share;
    private readonly Look _look;

    /// <summary>Locked: a concurrent queue has room for 32 from its beginning, a third of what a function at rest takes.</summary>
    private readonly Queue<Claim> _handed = new();
    private volatile OwnedShard? _shard;

    public FunctionDispatcher(FunctionId function, DispatchServices services)
    {
        (Function, _services, _logger) = (function, services, services.Logger);
        Pool = new(services.Time);
        Known = new(Pool, services.Time);
        Times = new(services.Pool, services.Time);
        _starts = new(this, services);
        _share = services.Shares.Join(function.Namespace, SignalLater);
        _turns = new(TurnAsync);
        _look = services.Looks.Add(Signal);
    }

    public FunctionId Function { get; }

    public FunctionPool Pool { get; }

    public RunTimes Times { get; }

    public KnownQueue Known { get; }

    /// <summary>The lease to claim under, or <see langword="null"/> when nothing may be claimed now.</summary>
    public ShardLease? Lease => _shard?.Lease;

    /// <summary>Whether its shard is ours, as far as is known.</summary>
    public bool IsOwned => _shard is { IsLost: false };

    public long Waiting => Known.Waiting;

    /// <summary>The limit for which nothing more runs now, by the name users know; <see langword="null"/> when none does that.</summary>
    public string? LimitedBy => Running >= _starts.MostRunning ? "function.running" : _share.IsFull ? "namespace.running" : null;

    /// <summary>How many may run at a time for its namespace's limit.</summary>
    public int MostForNamespace => _share.Limit;

    public void Own(OwnedShard? shard)
    {
        _shard = shard;
        Signal();
    }

    /// <summary>Work waits, so it is said.</summary>
    public void Wake(long waiting)
    {
        Known.Tell(waiting);
        Signal();
    }

    /// <summary>It was claimed for us where it was accepted.</summary>
    public void Hand(Claim claim)
    {
        lock (_handed) _handed.Enqueue(claim);
        Signal();
        // Nobody takes turns any more.
        if (_stop.IsCancellationRequested) TakeHanded();
    }

    /// <summary>Whether some may wait, or a turn goes on, which ends with what a claim says of the queue.</summary>
    public bool KnowsOfWork => Known.MayWait || _turns.IsUnderWay;

    /// <summary>Looks, unless it does anyway: in a turn that is not over, or in one that is to come.</summary>
    public void LookAgain()
    {
        if (!_turns.IsUnderWay && !_look.IsBegun) Signal();
    }

    /// <summary>Whether fewer containers would do: then a row of runs ends, and its container rests.</summary>
    public bool HasTooManyBusy => Wanted(out _, out var pool) < pool.Busy;

    /// <summary>Whether a row of runs may go on as far as its namespace is concerned.</summary>
    /// <param name="spent">How long it has.</param>
    public bool MayKeepShare(TimeSpan spent) => _share.MayContinue(spent, _services.Pool.Quantum);

    public void Signal() => _turns.Set();

    /// <summary>For who signals one after the other, each of whom may signal the next.</summary>
    private void SignalLater() => ThreadPool.UnsafeQueueUserWorkItem(static dispatcher => dispatcher.Signal(), this, preferLocal: false);

    /// <summary>
    /// Ends invocations whose callers have given up, where there is no container to claim them, or a limit that keeps it from that. Not where they have only
    /// just come: with many functions that would ask the store about most of them.
    /// </summary>
    public Task EndExpiredAsync() => Known.HasStood(JustCome) && (Pool.Measure(1).Live == 0 || LimitedBy is not null) ? _starts.EndExpiredAsync() : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _turns.EndAsync();
        TakeHanded();
        _look.Dispose();
        _share.Dispose();
        _stop.Dispose();
    }

    private async Task TurnAsync()
    {
        try
        {
            await DispatchAsync();
        }
        catch (StoreUnavailableException e)
        {
            LogStoreUnavailable(Function, e.Message);
            _services.Recovery.Suspect();
            _look.Begin(TimeSpan.FromMilliseconds(500));
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            LogDispatchFailed(e, Function);
            // A claim may stand of which the answer told nothing.
            _services.Recovery.Suspect();
            _look.Begin(TimeSpan.FromSeconds(1));
        }
    }

    private async Task DispatchAsync()
    {
        TakeHanded();
        while (Known.MayWait && Lease is { } lease && !_stop.IsCancellationRequested)
        {
            if (_starts.MostRunning < int.MaxValue && Running >= _starts.MostRunning) break;
            if (!_share.TryTake(WantsMore)) return;
            if (!await TryClaimAsync(lease)) return;
            TakeHanded();
        }
        _share.Leave();
    }

    /// <summary>Runs what was claimed for us; where the room for it is gone it goes back, to wait as any other.</summary>
    private void TakeHanded()
    {
        while (NextHanded() is { } claim)
        {
            // Who has stopped stands in no line: nobody would answer there.
            var shared = !_stop.IsCancellationRequested && (_starts.MostRunning == int.MaxValue || Running < _starts.MostRunning) && _share.TryTake(1);
            var container = shared ? Pool.TryLease(Wanted(out var demand, out _), demand.Ahead) : null;
            if (shared && container is null) _share.Release();
            _ = container is null ? _services.Completion.PutBackAsync(claim) : RunAsync(container, claim);
        }
    }

    private Claim? NextHanded()
    {
        lock (_handed) return _handed.TryDequeue(out var claim) ? claim : null;
    }

    /// <summary>Claims into a container, if there is one with room and something to claim. What was taken of the share is the run's then, and given back otherwise.</summary>
    private async Task<bool> TryClaimAsync(ShardLease lease)
    {
        var container = default(Container);
        var claim = default(Claim);
        try
        {
            container = Pool.TryLease(Wanted(out var demand, out _), demand.Ahead);
            if (container is null)
            {
                if (await AsksWhetherSomeWaitAsync()) Grow();
                return false;
            }
            var ask = Known.Asks();
            var outcome = await AskAsync(() => _services.Queue.ClaimAsync(Function, lease, _services.Session, CancellationToken.None));
            if (outcome.LeaseLost) _shard?.Lose();
            Known.Heard(outcome.Waiting, ask);
            claim = outcome.Claim;
            if (claim is null) return false;
            _services.InFlight.Add(claim);
            _ = RunAsync(container, claim);
            return true;
        }
        finally
        {
            if (claim is null)
            {
                if (container is not null) Pool.Release(container, broken: false);
                _share.Release();
            }
        }
    }

    private async Task RunAsync(Container container, Claim claim)
    {
        var broken = true;
        try
        {
            (var leaseLost, broken) = await _services.Lane.RunAsync(this, container, claim, CancellationToken.None);
            if (leaseLost) _shard?.Lose();
        }
        catch (Exception e)
        {
            LogRunFailed(e, Function);
            _services.InFlight.Remove(claim);
            _services.Recovery.Suspect();
        }
        finally
        {
            var spent = Pool.Release(container, broken);
            _share.Release();
            if (Known.MayWait) Signal();
            if (spent) await RemoveAsync(container, "it is not to be used again");
        }
    }

    /// <summary>Where it is only thought that some may wait: no container is started for nobody.</summary>
    private async ValueTask<bool> AsksWhetherSomeWaitAsync()
    {
        if (Known.Waiting == 0)
        {
            var ask = Known.Asks();
            Known.Heard(await AskAsync(() => _services.Queue.CountWaitingAsync(Function, CancellationToken.None)), ask);
        }
        return Known.Waiting > 0;
    }

    /// <summary>What the store did not answer is still to be asked.</summary>
    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch
        {
            Known.LeftUnasked();
            throw;
        }
    }

    /// <summary>Starts containers if that is quicker than waiting for those there are; looks again soon while invocations wait.</summary>
    private void Grow()
    {
        Wanted(out var demand, out var pool);
        var count = Math.Min(GrowthPolicy.Grow(pool, demand, _services.Pool), _starts.MostContainers - Pool.Count);
        for (var started = 0; started < count; started++) _starts.Begin(_stop.Token);
        // Where nothing but what starts could take those that wait, its end is told.
        if (pool.Live > 0 || Waiting > (pool.Starting + count) * _starts.Concurrency) LookSoon();
    }

    /// <summary>Looks again before a start would be up.</summary>
    public void LookSoon() => _look.Begin(TimeSpan.FromMilliseconds(Math.Clamp(Times.Measure().Start.TotalMilliseconds / 2, 20, 1_000)));

    /// <summary>How many more would run if its namespace allowed: what waits, as far as more runs would be of use.</summary>
    private int WantsMore => (int)Math.Max(1, Math.Min(Waiting, ((long)Wanted(out _, out _) * _starts.Concurrency) - Pool.Runs));

    private int Wanted(out Demand demand, out PoolSnapshot pool)
    {
        pool = Pool.Measure(_starts.Concurrency);
        var seen = Times.Measure();
        // What is sent ahead of its turn counts as running: where its namespace's limit is reached, it is better given to who can run it.
        var ahead = _share.IsFull ? 0 : Math.Min(GrowthPolicy.Ahead(seen.MeanMicros, seen.LongestMicros, _services.Pool), pool.Ahead);
        demand = new(Waiting, seen.Run, seen.Start, Known.HasStood(seen.Start), ahead, seen.Load);
        return Math.Min(GrowthPolicy.Wanted(pool, demand, _services.Pool), _starts.MostContainers);
    }

    /// <summary>What a dead invoker left running is no container's of ours to signal the end of; sweeps do.</summary>
    private int Running => Pool.Runs + _services.Left.Of(Function);

    public Task RemoveAsync(Container container, string why) => _services.Maker.RemoveAsync(container, why);

    [LoggerMessage(LogLevel.Warning, "Nothing can be claimed for {Function}: {Reason}")]
    private partial void LogStoreUnavailable(FunctionId function, string reason);

    [LoggerMessage(LogLevel.Error, "Dispatching {Function} failed; will look again")]
    private partial void LogDispatchFailed(Exception exception, FunctionId function);

    [LoggerMessage(LogLevel.Error, "A run of {Function} ended in a fault of ours; its claim will be recovered")]
    private partial void LogRunFailed(Exception exception, FunctionId function);
}
