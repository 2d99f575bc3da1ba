using System.Text;

namespace Faas.Mesos.Executor.Logs;

/// <summary>What one container writes, and which of its runs each line belongs to.</summary>
/// <remarks>
/// A run that ends reads its lines itself (two system calls, no thread woken); <see cref="LogPump"/> reads in between, so that a
/// container that writes much never waits for the end of its run, and a line's time is at most a tick late.
/// </remarks>
internal sealed class ContainerLogs : IDisposable
{
    private const byte MarkStart = 0x1e, MarkEnd = 0x1f;
    private static readonly TimeSpan SentinelWait = TimeSpan.FromSeconds(2), MuteWait = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a first run that wrote nothing waits, for both sentinels seen may have been of init.</summary>
    private static readonly TimeSpan CertaintyWait = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly LogStream[] _streams;
    private readonly LogPump _pump;
    private readonly TimeProvider _time;
    private readonly List<(string Id, RunLogs Logs)> _runs = [];
    private int _owed;
    private bool _closed, _mute;

    public ContainerLogs(int stdout, int stderr, LogPump pump, TimeProvider time)
    {
        (_streams, _pump, _time) = ([new(stdout, "stdout"), new(stderr, "stderr")], pump, time);
        foreach (var stream in _streams) stream.Prepare();
        pump.Watch(this);
    }

    public RunLogs Begin(string id, int limit)
    {
        RunLogs logs;
        lock (_lock)
        {
            logs = new(limit, _owed);
            _owed = 0;
            _runs.Add((id, logs));
        }
        _pump.Awaken();
        return logs;
    }

    /// <summary>Reads whatever is there now.</summary>
    /// <returns>Whether there are runs.</returns>
    public bool DrainBetween()
    {
        lock (_lock)
        {
            if (_runs.Count > 0) Drain_NeedsLock();
            return _runs.Count > 0;
        }
    }

    /// <summary>The lines of a run that has answered: waits, within bounds, until both streams have said that it is over.</summary>
    public ValueTask<ReadOnlyMemory<byte>> EndAsync(RunLogs logs)
    {
        Task sentinels, certainty;
        lock (_lock)
        {
            Drain_NeedsLock();
            if (logs.IsComplete) return new(Leave_NeedsLock(logs));
            (sentinels, certainty) = logs.Wait();
        }
        return new(WaitForSentinelsAsync(logs, sentinels, certainty));
    }

    /// <summary>The lines of a call that was cut, crashed or marks no end: what is there.</summary>
    public ReadOnlyMemory<byte> Cut(RunLogs logs)
    {
        lock (_lock)
        {
            Drain_NeedsLock();
            if (_runs.Count == 1) foreach (var stream in _streams) stream.Finish(this);
            _owed = logs.Missing;
            return Leave_NeedsLock(logs);
        }
    }

    /// <summary>Called by a stream, under the lock, for each of its lines.</summary>
    public void Line(LogStream stream, ReadOnlySpan<byte> line)
    {
        var logs = FirstOn(stream);
        if (line.Length > 0 && line[0] == MarkStart && line.IndexOf(MarkEnd) is var end and > 0)
        {
            logs = Find(line[1..end]) ?? logs;
            line = line[(end + 1)..];
        }
        if (logs is null) return;
        var sentinel = line.EndsWith(LogStream.Sentinel);
        if (sentinel) line = line[..^LogStream.Sentinel.Length];
        if (line.Length > 0 || !sentinel) logs.Add(stream.Name, line, _time.GetUtcNow());
        if (!sentinel) return;
        _mute = false;
        logs.SentinelSeen(stream == _streams[0]);
    }

    /// <summary>Stops reading; the pipes may be closed afterwards.</summary>
    public void Dispose()
    {
        lock (_lock) _closed = true;
        _pump.Forget(this);
    }

    /// <summary>The run that a line without a mark belongs to: those of one process end one after the other, on either stream.</summary>
    private RunLogs? FirstOn(LogStream stream)
    {
        foreach (var (_, logs) in _runs)
            if (!logs.HasEndedOn(stream == _streams[0])) return logs;
        return _runs.Count == 0 ? null : _runs[^1].Logs;
    }

    private RunLogs? Find(ReadOnlySpan<byte> id)
    {
        foreach (var run in _runs)
            if (id.Length == run.Id.Length && Ascii.Equals(id, run.Id)) return run.Logs;
        return null;
    }

    private async Task<ReadOnlyMemory<byte>> WaitForSentinelsAsync(RunLogs logs, Task sentinels, Task certainty)
    {
        try
        {
            await sentinels.WaitAsync(_mute ? MuteWait : SentinelWait, _time);
            await certainty.WaitAsync(CertaintyWait, _time);
        }
        // A user's image may know nothing of sentinels: it is waited for once.
        catch (TimeoutException) when (!sentinels.IsCompleted && !_mute)
        {
            _mute = logs.IsUnmarked;
            lock (_lock) logs.Note("stderr"u8, "There was an issue while collecting your logs. Data might be missing.", _time.GetUtcNow());
        }
        catch (TimeoutException)
        {
            // What is there is what there is.
        }
        lock (_lock) return Leave_NeedsLock(logs);
    }

    private void Drain_NeedsLock()
    {
        if (_closed) return;
        foreach (var stream in _streams) stream.Drain(this);
    }

    private ReadOnlyMemory<byte> Leave_NeedsLock(RunLogs logs)
    {
        for (var i = 0; i < _runs.Count; i++)
        {
            if (_runs[i].Logs != logs) continue;
            _runs.RemoveAt(i);
            break;
        }
        return logs.Take();
    }
}
