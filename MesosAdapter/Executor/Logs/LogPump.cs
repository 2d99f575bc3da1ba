using Faas.Mesos.Executor.Native;

namespace Faas.Mesos.Executor.Logs;

/// <summary>One thread that reads the output of every container, at most a thousand times a second: short runs read their own lines themselves.</summary>
internal sealed class LogPump : IDisposable
{
    private const int NonBlockingCloseOnExec = 0x80800;
    private const int PauseMs = 1;

    private readonly Lock _lock = new();
    private readonly int _wake = Libc.EventDescriptor(0, NonBlockingCloseOnExec);
    private readonly Thread _thread;
    private volatile ContainerLogs[] _watched = [];
    private volatile bool _stopped;

    public LogPump()
    {
        _thread = new(Pump) { IsBackground = true, Name = "log pump" };
        _thread.Start();
    }

    public void Watch(ContainerLogs logs)
    {
        lock (_lock) _watched = [.. _watched, logs];
        Wake();
    }

    /// <summary>After this the pump may look at the container's pipes one last time, under the container's own lock.</summary>
    public void Forget(ContainerLogs logs)
    {
        lock (_lock) _watched = [.. _watched.Where(watched => watched != logs)];
        Wake();
    }

    public void Dispose()
    {
        _stopped = true;
        Wake();
        _thread.Join();
        _ = Libc.Close(_wake);
    }

    private void Pump()
    {
        var entries = new Libc.PollEntry[16];
        Libc.PollEntry none = default;
        var signal = new byte[8];
        while (!_stopped)
        {
            var watched = _watched;
            var count = List(watched, ref entries);
            Libc.Poll(ref entries[0], (nuint)count, -1);
            Libc.Read(_wake, ref signal[0], signal.Length);
            foreach (var logs in watched) logs.Drain();
            Libc.Poll(ref none, 0, PauseMs);
        }
    }

    private int List(ContainerLogs[] watched, ref Libc.PollEntry[] entries)
    {
        var count = 0;
        entries[count++] = new() { Descriptor = _wake, Wanted = Libc.PollIn };
        foreach (var logs in watched)
        {
            foreach (var stream in logs.Streams)
            {
                if (stream.AtEnd) continue;
                if (count == entries.Length) Array.Resize(ref entries, count * 2);
                entries[count++] = new() { Descriptor = stream.Descriptor, Wanted = Libc.PollIn };
            }
        }
        return count;
    }

    private void Wake()
    {
        Span<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        Libc.Write(_wake, ref one[0], one.Length);
    }
}
