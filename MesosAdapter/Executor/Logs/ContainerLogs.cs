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

    /// <summary>How long output may be on its way where others carry it: an engine on a busy machine.</summary>
    private static readonly TimeSpan CarrierWait = TimeSpan.FromSeconds(20);

    /// <summary>How long a first run that wrote nothing waits, for both sentinels seen may have been of init.</summary>
    private static readonly TimeSpan CertaintyWait = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly LogStream[] _streams;
    private readonly LogPump _pump;
    private readonly TimeProvider _time;
    private readonly ReadMarks? _marks;
    private readonly List<(string Id, RunLogs Logs)> _runs = [];
    private int _owed;
    private bool _closed, _mute, _speaks;

    /// <param name="tail">Where the container writes, when its output is carried here by others.</param>
    public ContainerLogs(int stdout, int stderr, LogPump pump, TimeProvider time, OutputTail? tail = null)
    {
        (_streams, _pump, _time) = ([new(stdout, "stdout"), new(stderr, "stderr")], pump, time);
        _marks = tail is null ? null : new(tail, time);
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
            (sentinels, certainty) = logs.Wait(_marks?.Next() ?? 0);
        }
        return new(_marks is null ? WaitForSentinelsAsync(logs, sentinels, certainty) : WaitForMarksAsync(_marks, logs, sentinels, certainty));
    }

    /// <summary>The same for a call that may say that it is over or not: nobody waits for that, and what comes late does not end the next.</summary>
    public ValueTask<ReadOnlyMemory<byte>> EndUnmarkedAsync(RunLogs logs)
    {
        if (_marks is not null) return EndAsync(logs);
        lock (_lock)
        {
            var lines = Cut_NeedsLock(logs);
            _owed = logs.Missing;
            return new(lines);
        }
    }

    /// <summary>The lines of a call that says no more, though its container lives: nobody waits for sentinels, but for what is on its way.</summary>
    public ValueTask<ReadOnlyMemory<byte>> CutAsync(RunLogs logs)
    {
        if (_marks is null) return new(Cut(logs));
        lock (_lock) logs.Wait(_marks.Next());
        return new(CutBehindMarkAsync(_marks, logs));
    }

    /// <summary>The lines of a start, or of a call that crashed: what is there.</summary>
    public ReadOnlyMemory<byte> Cut(RunLogs logs)
    {
        lock (_lock) return Cut_NeedsLock(logs);
    }

    /// <summary>Called by a stream, under the lock, for each of its lines.</summary>
    public void Line(LogStream stream, ReadOnlySpan<byte> line)
    {
        if (_marks is not null && _marks.TryTake(ref line, out var mark))
        {
            ReadTo(mark, stream, line);
            return;
        }
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
        (_mute, _speaks) = (false, true);
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

    private void ReadTo(long mark, LogStream stream, ReadOnlySpan<byte> unfinished)
    {
        foreach (var (_, logs) in _runs)
        {
            if (logs.Mark != mark) continue;
            if (unfinished.Length > 0) logs.Add(stream.Name, unfinished, _time.GetUtcNow());
            logs.ReadToMark(stream == _streams[0]);
            return;
        }
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
            NoteMissing(logs);
        }
        catch (TimeoutException)
        {
            // What is there is what there is.
        }
        lock (_lock) return Leave_NeedsLock(logs);
    }

    // What the run wrote before it answered comes before our mark, and that comes whether the image knows of sentinels or not.
    private async Task<ReadOnlyMemory<byte>> WaitForMarksAsync(ReadMarks marks, RunLogs logs, Task sentinels, Task certainty)
    {
        using var limit = new CancellationTokenSource(CarrierWait, _time);
        try
        {
            var read = ReadAsync(marks, logs, limit.Token);
            if (await Task.WhenAny(certainty, read) == read && !await read) return await WaitForSentinelsAsync(logs, sentinels, certainty);
            // An image that says when runs are over, and has not said so of this one, says so behind its answer.
            if (!certainty.IsCompleted && _speaks) await certainty.WaitAsync(SentinelWait, _time);
        }
        catch (TimeoutException)
        {
            _speaks = false;
        }
        catch (OperationCanceledException)
        {
            NoteMissing(logs);
        }
        finally
        {
            await limit.CancelAsync();
        }
        lock (_lock)
        {
            _owed = logs.Missing;
            return Leave_NeedsLock(logs);
        }
    }

    private async Task<ReadOnlyMemory<byte>> CutBehindMarkAsync(ReadMarks marks, RunLogs logs)
    {
        using var limit = new CancellationTokenSource(CarrierWait, _time);
        try
        {
            await ReadAsync(marks, logs, limit.Token);
        }
        catch (OperationCanceledException)
        {
            NoteMissing(logs);
        }
        return Cut(logs);
    }

    /// <returns>Whether all has been read; not when the container has ended.</returns>
    private static async Task<bool> ReadAsync(ReadMarks marks, RunLogs logs, CancellationToken ct)
    {
        if (!await marks.WriteAsync(logs.Mark, ct)) return false;
        await logs.Read.WaitAsync(ct);
        return true;
    }

    private void NoteMissing(RunLogs logs)
    {
        lock (_lock) logs.Note("stderr"u8, "There was an issue while collecting your logs. Data might be missing.", _time.GetUtcNow());
    }

    private void Drain_NeedsLock()
    {
        if (_closed) return;
        foreach (var stream in _streams) stream.Drain(this);
    }

    private ReadOnlyMemory<byte> Cut_NeedsLock(RunLogs logs)
    {
        Drain_NeedsLock();
        if (_runs.Count == 1) foreach (var stream in _streams) stream.Finish(this);
        return Leave_NeedsLock(logs);
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
