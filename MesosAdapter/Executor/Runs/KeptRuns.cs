using System.Diagnostics.CodeAnalysis;

namespace Faas.Mesos.Executor.Runs;

/// <summary>The runs somebody may ask for again, and the answers among them that nobody has acknowledged: no more than so many bytes.</summary>
/// <param name="mostBytes">Of answers, together; the oldest is let go first.</param>
internal sealed class KeptRuns(long mostBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Guid Invocation, int Attempt), KeptRun> _runs = [];
    private readonly LinkedList<KeptRun> _answered = new();
    private long _bytes;

    public bool TryFind((Guid Invocation, int Attempt) key, [NotNullWhen(true)] out KeptRun? run)
    {
        lock (_lock) return _runs.TryGetValue(key, out run);
    }

    public void Add(KeptRun run)
    {
        lock (_lock) _runs[run.Key] = run;
    }

    public void Forget(KeptRun run)
    {
        lock (_lock) ForgetNeedsLock(run);
    }

    /// <summary>Counts an answer, before anybody can acknowledge it. One that is not kept any more is not counted.</summary>
    /// <returns>What is let go for it: the oldest, itself only where it alone is too large.</returns>
    public IReadOnlyList<KeptRun> Answered(KeptRun run, int bytes)
    {
        lock (_lock)
        {
            if (!_runs.TryGetValue(run.Key, out var kept) || kept != run) return [];
            run.Place = _answered.AddLast(run);
            run.Bytes = bytes;
            _bytes += bytes;
            if (_bytes <= mostBytes) return [];
            List<KeptRun> letGo = [];
            while (_bytes > mostBytes)
            {
                var oldest = _answered.First!.Value;
                ForgetNeedsLock(oldest);
                letGo.Add(oldest);
            }
            return letGo;
        }
    }

    private void ForgetNeedsLock(KeptRun run)
    {
        if (_runs.TryGetValue(run.Key, out var kept) && kept == run) _runs.Remove(run.Key);
        if (run.Place is null) return;
        _answered.Remove(run.Place);
        _bytes -= run.Bytes;
        run.Place = null;
    }
}
