using Faas.Contracts;
using Faas.Mesos.Scheduler;
using Faas.Storage;

namespace Faas.Invoker.Capacity;

/// <summary>
/// Tells the store in which executors this invoker has things run, always before the first: should it die, whoever settles its claims asks them
/// (docs/decisions/0035).
/// </summary>
internal sealed partial class UsedExecutors(SessionStore sessions, LeaderSelf self, TimeProvider time, ILogger<UsedExecutors> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);

    /// <summary>How long what is told outlives its invoker, a store that is away for long included.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>A claim is settled well within this after the last slot of its executor has gone, or another executor has come in its place.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<Uri, Use> _uses = [];
    private PeriodicTimer? _timer;

    /// <summary>A slot was taken there. Undone by <see cref="Leave"/>.</summary>
    public void Enter(Uri address)
    {
        lock (_uses)
        {
            if (!_uses.TryGetValue(address, out var use)) _uses[address] = use = new();
            use.Slots++;
        }
    }

    /// <summary>Returns when the store knows that this executor is used, in whose slot a container has been made.</summary>
    /// <exception cref="StoreUnavailableException">It does not, and nothing must be run there.</exception>
    public async ValueTask TellAsync(UsedExecutor executor, CancellationToken ct)
    {
        if (IsTold(executor)) return;
        await _turn.WaitAsync(ct);
        try
        {
            if (IsTold(executor)) return;
            await sessions.TellExecutorsAsync(self.Session, [.. Told(), executor], Lifetime, ct);
            lock (_uses)
            {
                // Its slot may have been lost meanwhile, and the last.
                if (_uses.TryGetValue(executor.Address, out var use)) use.Live(executor.Life, time.GetTimestamp());
            }
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

    private bool IsTold(UsedExecutor executor)
    {
        lock (_uses) return _uses.TryGetValue(executor.Address, out var use) && use.Lives is [.., { Id: var life }] && life == executor.Life;
    }

    // What has not been used for long is told no more, and must be told anew.
    private List<UsedExecutor> Told()
    {
        lock (_uses)
        {
            foreach (var (address, use) in _uses)
            {
                use.Lives.RemoveAll(life => life.EndedAt is { } at && time.GetElapsedTime(at) > Memory);
                if (use.Slots == 0 && time.GetElapsedTime(use.LeftAt) > Memory) _uses.Remove(address);
            }
            return [.. _uses.SelectMany(use => use.Value.Lives, (use, life) => new UsedExecutor(use.Key, life.Id))];
        }
    }

    /// <summary>What is held at one address.</summary>
    private sealed class Use
    {
        public int Slots { get; set; }

        public long LeftAt { get; set; }

        /// <summary>The executors that were there, the present one last.</summary>
        public List<Life> Lives { get; } = [];

        public void Live(string id, long now)
        {
            if (Lives is [.., var last]) last.EndedAt = now;
            Lives.Add(new() { Id = id });
        }
    }

    /// <summary>One executor, until another had come in its place.</summary>
    private sealed class Life
    {
        public required string Id { get; init; }

        public long? EndedAt { get; set; }
    }

    [LoggerMessage(LogLevel.Warning, "Which executors are used cannot be told: {Reason}")]
    private partial void LogNotTold(string reason);
}
