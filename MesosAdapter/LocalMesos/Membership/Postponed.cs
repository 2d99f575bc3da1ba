namespace Faas.Mesos.Local.Membership;

/// <summary>What is to happen later, under the gate and by the cluster's clock.</summary>
internal sealed class Postponed(Lock gate, TimeProvider time)
{
    private readonly HashSet<ITimer> _timers = [];

    /// <summary>Acts at once where no time has to pass. Callers hold the gate.</summary>
    public void After(TimeSpan delay, Action act)
    {
        if (delay <= TimeSpan.Zero)
        {
            act();
            return;
        }
        ITimer? timer = null;
        timer = time.CreateTimer(_ => Act(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timers.Add(timer);
        timer.Change(delay, Timeout.InfiniteTimeSpan);

        void Act()
        {
            lock (gate)
            {
                if (_timers.Remove(timer!))
                {
                    timer!.Dispose();
                    act();
                }
            }
        }
    }

    /// <summary>Nothing postponed happens any more. Callers hold the gate.</summary>
    public void Cancel()
    {
        _timers.ToList().ForEach(t => t.Dispose());
        _timers.Clear();
    }
}
