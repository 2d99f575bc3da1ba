using System.Buffers;

namespace Faas.Mesos.Executor.Logs;

/// <summary>The log lines of one run, up to its limit; <c>2026-11-23T09:00:00.000000Z stdout: text</c> each.</summary>
/// <param name="limit">How many bytes of lines are kept; what is beyond is cut, and a last line says so.</param>
/// <param name="owed">How many sentinels of a call before may still come: nobody waited for them.</param>
/// <remarks>Touched only under its container's log lock.</remarks>
internal sealed class RunLogs(int limit, int owed = 0)
{
    private const int TimeLength = 28;
    private ArrayBufferWriter<byte>? _lines;
    private Waiters? _waiters;
    private int _sentinels, _early;
    private bool _cut, _endedOnOut, _endedOnError, _readOnOut, _readOnError;

    /// <summary>Whether both streams have said that the run is over.</summary>
    public bool IsComplete => _sentinels >= 2;

    /// <summary>Whether neither stream has.</summary>
    public bool IsUnmarked => _sentinels + _early == 0;

    /// <summary>How many sentinels may still come.</summary>
    public int Missing => Math.Max(0, 2 - _sentinels);

    /// <summary>The number of the mark that stands behind it; 0 when there is none.</summary>
    public long Mark { get; private set; }

    /// <summary>Completes when both streams have been read to its mark.</summary>
    public Task Read => _waiters!.Read.Task;

    /// <summary>Whether this stream has said that the run is over.</summary>
    public bool HasEndedOn(bool stdout) => stdout ? _endedOnOut : _endedOnError;

    public void Add(ReadOnlySpan<byte> stream, ReadOnlySpan<byte> text, DateTimeOffset now)
    {
        if (_cut) return;
        _lines ??= new(512);
        var size = TimeLength + stream.Length + 2 + text.Length + 1;
        if (_lines.WrittenCount + size > limit)
        {
            _cut = true;
            Note(stream, $"Logs were cut here: the limit of this function is {limit} bytes.", now);
            return;
        }
        Write(stream, text, now, size);
    }

    /// <summary>Adds a line of the executor's own, beyond the limit.</summary>
    public void Note(ReadOnlySpan<byte> stream, string text, DateTimeOffset now)
    {
        _lines ??= new(512);
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Write(stream, bytes, now, TimeLength + stream.Length + 2 + bytes.Length + 1);
    }

    /// <remarks>One that comes before any line, while others are owed, is taken for one of those.</remarks>
    public void SentinelSeen(bool stdout)
    {
        if (_lines is null && _early < owed)
        {
            _early++;
        }
        else
        {
            _sentinels++;
            if (stdout) _endedOnOut = true;
            else _endedOnError = true;
        }
        _waiters?.Tell(this);
    }

    /// <summary>This stream has been read to the run's mark.</summary>
    public void ReadToMark(bool stdout)
    {
        if (stdout) _readOnOut = true;
        else _readOnError = true;
        if (_readOnOut && _readOnError) _waiters?.Read.TrySetResult();
    }

    /// <summary>What completes when both sentinels have been seen, and when they are certainly those of this run.</summary>
    public (Task Sentinels, Task Certainty) Wait(long mark = 0)
    {
        Mark = mark;
        _waiters = new();
        _waiters.Tell(this);
        return (_waiters.Sentinels.Task, _waiters.Certainty.Task);
    }

    public ReadOnlyMemory<byte> Take() => _lines?.WrittenMemory ?? default;

    private void Write(ReadOnlySpan<byte> stream, ReadOnlySpan<byte> text, DateTimeOffset now, int size)
    {
        var span = _lines!.GetSpan(size);
        now.UtcDateTime.TryFormat(span, out var at, "yyyy-MM-ddTHH:mm:ss.ffffffZ");
        span[at++] = (byte)' ';
        stream.CopyTo(span[at..]);
        at += stream.Length;
        span[at++] = (byte)':';
        span[at++] = (byte)' ';
        text.CopyTo(span[at..]);
        at += text.Length;
        span[at++] = (byte)'\n';
        _lines.Advance(at);
    }

    private sealed class Waiters
    {
        public TaskCompletionSource Sentinels { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Read { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Certainty { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Tell(RunLogs logs)
        {
            if (logs._sentinels + logs._early >= 2) Sentinels.TrySetResult();
            if (logs.IsComplete) Certainty.TrySetResult();
        }
    }
}
