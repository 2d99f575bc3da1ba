namespace Faas.Invoker.Pool;

/// <summary>The containers of one function, in memory. Every method is one step under one lock; what is to be taken down is handed back to the caller.</summary>
internal sealed class FunctionPool(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Container> _containers = [];

    public int Starting { get; private set; }

    public int Count
    {
        get
        {
            lock (_lock) return _containers.Count + Starting;
        }
    }

    /// <summary>Runs under way, those in containers that take no more included.</summary>
    public int Runs
    {
        get
        {
            lock (_lock) return _containers.Sum(container => container.Runs);
        }
    }

    /// <summary>Whether runs wait in containers for their turn.</summary>
    public bool HasRunsAhead
    {
        get
        {
            lock (_lock) return _containers.Exists(container => container.HasRunsAhead);
        }
    }

    public IReadOnlyList<Container> Snapshot()
    {
        lock (_lock) return [.. _containers];
    }

    /// <summary>Room for one more run: in the container used last, so that the others may fall idle, and in one that has its code before one that has not.</summary>
    /// <param name="wanted">How many containers should run at a time; beyond it only those that run already take more.</param>
    /// <param name="ahead">How many runs may wait in a container, where there is no room.</param>
    public Container? TryLease(int wanted, int ahead)
    {
        lock (_lock)
        {
            var best = default(Container);
            var mayOpen = _containers.Count(container => container.Runs > 0) < wanted;
            foreach (var container in _containers)
            {
                if (container.HasRoom && (mayOpen || container.Runs > 0) && (best is null || Preference(container).CompareTo(Preference(best)) > 0)) best = container;
            }
            if (best is null && ahead > 0) best = LeastBusy_NeedsLock(ahead);
            best?.Lease(time.GetTimestamp());
            return best;
        }
    }

    public PoolSnapshot Measure(int concurrency)
    {
        lock (_lock)
        {
            var (live, busy, runs, ahead) = (0, 0, 0, 0);
            foreach (var container in _containers)
            {
                if (container.State is ContainerState.Retiring or ContainerState.Removing) continue;
                live++;
                if (container.Runs > 0) busy++;
                runs += container.Runs;
                ahead = Math.Max(ahead, container.Ahead);
            }
            return new(live, busy, Starting, runs, concurrency, ahead);
        }
    }

    public void StartBegun()
    {
        lock (_lock) Starting++;
    }

    public void StartEnded(Container? container)
    {
        lock (_lock)
        {
            Starting--;
            if (container is null) return;
            container.Join(time.GetTimestamp());
            _containers.Add(container);
        }
    }

    public void Initialised(Container container)
    {
        lock (_lock)
        {
            // A slot lost meanwhile has retired it already.
            if (container.State == ContainerState.Initialising) container.Move(ContainerEvent.Initialised, time.GetTimestamp());
        }
    }

    /// <summary>Ends a run; <paramref name="broken"/> when the container must not be used again.</summary>
    /// <returns>Whether the container is to be taken down now.</returns>
    public bool Release(Container container, bool broken)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (broken) container.Move(ContainerEvent.RetireDue, now);
            container.Release(now);
            return container.State == ContainerState.Removing && _containers.Remove(container);
        }
    }

    /// <summary>Retires the containers that <paramref name="due"/> picks.</summary>
    /// <returns>Those to be taken down now; the others follow when their runs end.</returns>
    public IReadOnlyList<Container> Retire(Func<Container, bool> due)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            foreach (var container in _containers.Where(due)) container.Move(ContainerEvent.RetireDue, now);
            var removed = _containers.Where(container => container.State == ContainerState.Removing).ToArray();
            foreach (var container in removed) _containers.Remove(container);
            return removed;
        }
    }

    private static (int Runs, bool HasCode, long Since) Preference(Container container) => (container.Runs, container.State != ContainerState.Prewarm, container.Since);

    private Container? LeastBusy_NeedsLock(int ahead)
    {
        var best = default(Container);
        foreach (var container in _containers)
            if (container.HasRoomAhead(ahead) && (best is null || container.Runs < best.Runs)) best = container;
        return best;
    }
}

/// <summary>What growth is decided on.</summary>
/// <param name="Live">Containers that take runs.</param>
/// <param name="Busy">Those of them that run something.</param>
/// <param name="Starting">Containers that will.</param>
/// <param name="Runs">Runs under way.</param>
/// <param name="Concurrency">Runs one container takes at a time.</param>
/// <param name="Ahead">Runs that may wait in one for their turn: none where its runtime knows nothing of it.</param>
internal readonly record struct PoolSnapshot(int Live, int Busy, int Starting, int Runs, int Concurrency, int Ahead = 0)
{
    public int Free => (Live + Starting) * Concurrency - Runs;
}
