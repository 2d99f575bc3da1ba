namespace Faas.Mesos.Executor.Runs;

/// <summary>The attempts that were started here lately, so that none is started twice.</summary>
/// <param name="capacity">How many are remembered; the oldest is forgotten first.</param>
internal sealed class StartedAttempts(int capacity)
{
    /// <summary>Minutes of runs at full speed: a claim that is repeated comes seconds later.</summary>
    public const int DefaultCapacity = 65_536;

    private readonly Lock _lock = new();
    private readonly HashSet<(Guid Invocation, int Attempt)> _known = new(capacity);
    private readonly (Guid Invocation, int Attempt)[] _ring = new (Guid, int)[capacity];
    private long _count;

    /// <returns>Whether it was new.</returns>
    public bool TryAdd(Guid invocation, int attempt)
    {
        lock (_lock)
        {
            if (!_known.Add((invocation, attempt))) return false;
            ref var place = ref _ring[(int)(_count % capacity)];
            if (_count++ >= capacity) _known.Remove(place);
            place = (invocation, attempt);
            return true;
        }
    }

    /// <summary>It was not started after all.</summary>
    public void Remove(Guid invocation, int attempt)
    {
        lock (_lock) _known.Remove((invocation, attempt));
    }
}
