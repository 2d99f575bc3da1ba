using System.Buffers;

namespace Faas.Mesos.Executor.Logs;

/// <summary>The log lines of one run, up to its limit; <c>2026-11-23T09:00:00.000000Z stdout: text</c> each.</summary>
/// <param name="limit">How many bytes of lines are kept; what is beyond is cut, and a last line says so.</param>
/// <remarks>Touched only under its container's log lock.</remarks>
internal sealed class RunLogs(int limit)
{
    private const int TimeLength = 28;
    private ArrayBufferWriter<byte>? _lines;
    private TaskCompletionSource? _waiter;
    private int _sentinels;
    private bool _cut;

    /// <summary>Whether both streams have said that the run is over.</summary>
    public bool IsComplete => _sentinels >= 2;

    /// <summary>Whether neither stream has.</summary>
    public bool IsUnmarked => _sentinels == 0;

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

    public void SentinelSeen()
    {
        if (++_sentinels == 2) _waiter?.TrySetResult();
    }

    /// <summary>Completes when both sentinels have been seen.</summary>
    public Task WaitAsync() => (_waiter ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

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
}
