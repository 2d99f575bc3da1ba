using Faas.Mesos.Scheduler;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Capacity;

/// <summary>
/// Tells the store at which executors this invoker has things run, always before the first: should it die, whoever settles its claims asks them
/// (docs/decisions/0035).
/// </summary>
internal sealed partial class UsedExecutors(SessionStore sessions, LeaderSelf self, IOptions<FrameworkOptions> options, TimeProvider time, ILogger<UsedExecutors> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);

    /// <summary>How long what is told outlives its invoker, a store that is away for long included.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>A claim is settled well within this after the last slot of its executor has gone.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<Uri, Use> _uses = [];
    private PeriodicTimer? _timer;

    // Where each container is a task of its own there is no executor to ask.
    private bool IsOff => options.Value.Mode == SlotMode.Docker;

    /// <summary>Returns when the store knows that this executor is used. Each call is undone by <see cref="Leave"/>.</summary>
    /// <exception cref="StoreUnavailableException">It does not, and the executor must not be used.</exception>
    public async ValueTask EnterAsync(Uri executor, CancellationToken ct)
    {
        if (IsOff || TryEnter(executor)) return;
        await _turn.WaitAsync(ct);
        try
        {
            if (TryEnter(executor)) return;
            await sessions.TellExecutorsAsync(self.Session, [.. Told(), executor], Lifetime, ct);
            lock (_uses) _uses[executor] = new() { Slots = 1 };
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Leave(Uri executor)
    {
        lock (_uses)
        {
            if (_uses.TryGetValue(executor, out var use) && --use.Slots == 0) use.LeftAt = time.GetTimestamp();
        }
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = new(Period, time);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = _timer!;
        if (IsOff) return;
        do
        {
            await _turn.WaitAsync(stoppingToken);
            try
            {
                if (Told() is { Count: > 0 } told) await sessions.TellExecutorsAsync(self.Session, told, Lifetime, stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                LogNotTold(e.Message);
            }
            finally
            {
                _turn.Release();
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private bool TryEnter(Uri executor)
    {
        lock (_uses)
        {
            if (!_uses.TryGetValue(executor, out var use)) return false;
            use.Slots++;
            return true;
        }
    }

    // What has not been used for long is told no more, and must be told anew.
    private List<Uri> Told()
    {
        lock (_uses)
        {
            foreach (var (executor, use) in _uses)
            {
                if (use.Slots == 0 && time.GetElapsedTime(use.LeftAt) > Memory) _uses.Remove(executor);
            }
            return [.. _uses.Keys];
        }
    }

    private sealed class Use
    {
        public int Slots { get; set; }

        public long LeftAt { get; set; }
    }

    [LoggerMessage(LogLevel.Warning, "Which executors are used cannot be told: {Reason}")]
    private partial void LogNotTold(string reason);
}
