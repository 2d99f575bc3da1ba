namespace Faas.Mesos.Executor.Logs;

/// <summary>One thread that reads the output of every container while there are runs; short runs have read their own lines before it comes around.</summary>
/// <remarks>Ticks instead of waiting for data: each run ends with two lines, and to be woken for them costs more than the run's other work.</remarks>
internal sealed class LogPump : IDisposable
{
    private const int TickMs = 5;
    private const int TicksUntilAsleep = 200;

    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile ContainerLogs[] _watched = [];
    private volatile int _ticksLeft;
    private volatile bool _stopped;

    public LogPump()
    {
        _thread = new(Pump) { IsBackground = true, Name = "log pump" };
        _thread.Start();
    }

    public void Watch(ContainerLogs logs)
    {
        lock (_lock) _watched = [.. _watched, logs];
    }

    public void Forget(ContainerLogs logs)
    {
        lock (_lock) _watched = [.. _watched.Where(watched => watched != logs)];
    }

    /// <summary>There is a run: ticks for a second more. Costs nothing while it ticks.</summary>
    public void Awaken()
    {
        var asleep = _ticksLeft == 0;
        _ticksLeft = TicksUntilAsleep;
        if (asleep) _wake.Set();
    }

    public void Dispose()
    {
        _stopped = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Pump()
    {
        while (!_stopped)
        {
            _wake.WaitOne(_ticksLeft > 0 ? TickMs : Timeout.Infinite);
            var busy = false;
            foreach (var logs in _watched) busy |= logs.DrainBetween();
            _ticksLeft = busy ? TicksUntilAsleep : Math.Max(0, _ticksLeft - 1);
        }
    }
}
