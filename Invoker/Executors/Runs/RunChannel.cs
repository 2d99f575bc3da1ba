using System.Net.Sockets;
using System.Text;
using Faas.Contracts;

namespace Faas.Invoker.Executors.Runs;

/// <summary>The runs of one executor, on one connection: opened with the first, and again when it is lost.</summary>
/// <param name="open">Opens a connection.</param>
/// <param name="rested">Told when it has no connection and no runs; it may be dropped then, or used again.</param>
/// <param name="time">What the patience for a lost executor is counted by.</param>
/// <remarks>
/// Written for the data path: runs that are asked for while others are being sent share a system call, and the last answer of those that came
/// together is handled where it was read.
/// </remarks>
internal sealed class RunChannel(Func<CancellationToken, Task<Stream>> open, Action<RunChannel> rested, TimeProvider time) : IDisposable
{
    /// <summary>How long a lost executor is looked for: less than it keeps the runs of a lost connection.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), BetweenTries = TimeSpan.FromMilliseconds(100), FlushPeriod = TimeSpan.FromSeconds(1);

    private static readonly RunFrameKind[] Run = [RunFrameKind.Run], Recall = [RunFrameKind.Where, RunFrameKind.Recall];

    private readonly Lock _lock = new();
    private readonly Dictionary<uint, PendingRun> _pending = [];
    private readonly CancellationTokenSource _disposed = new();
    private FrameSender? _sender;
    private bool _connected;
    private uint _last;

    /// <exception cref="ExecutorCallException">The executor refused it, or is out of reach.</exception>
    public Task<RunAnswer> RunAsync(RunAsk ask, CancellationToken ct) => AskAsync(new(Run, ask.ToPayload()), ct);

    /// <summary>The answer of an attempt for which an invoker that is over may have asked.</summary>
    /// <exception cref="ExecutorCallException">It was never started there, or nobody can say: the fault tells.</exception>
    public async Task<RecalledRun> RecallAsync(RunRecall recall, CancellationToken ct)
    {
        var run = new PendingRun(Recall, recall.ToPayload());
        var answer = await AskAsync(run, ct);
        return new(answer, run.Container);
    }

    private async Task<RunAnswer> AskAsync(PendingRun run, CancellationToken ct)
    {
        uint call;
        lock (_lock)
        {
            call = ++_last;
            _pending.Add(call, run);
            if (_sender is { } sender) run.Send(sender, call);
            else if (!_connected)
            {
                _connected = true;
                _ = Task.Run(StayConnectedAsync, CancellationToken.None);
            }
        }
        using var cancelled = ct.UnsafeRegister(_ => Cancel(call, ct), null);
        return await run.Task;
    }

    public void Dispose()
    {
        lock (_lock) _sender?.Flush();
        _disposed.Cancel();
    }

    private async Task StayConnectedAsync()
    {
        for (var lostAt = time.GetTimestamp(); ;)
        {
            Exception? failure = null;
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(_disposed.Token);
                patience.CancelAfter(Patience);
                await using var stream = await open(patience.Token);
                try
                {
                    await UseAsync(stream);
                }
                finally
                {
                    lostAt = time.GetTimestamp();
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or ExecutorCallException or OperationCanceledException or ObjectDisposedException)
            {
                failure = e;
            }
            // Where nobody listens the executor has ended, and its runs with it.
            var gone = failure is ExecutorCallException or HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } };
            if (Rests(gone || _disposed.IsCancellationRequested || time.GetElapsedTime(lostAt) > Patience ? failure ?? new IOException("The executor closed the connection.") : null)) return;
            if (failure is not null) await Task.Delay(BetweenTries, time);
        }
    }

    /// <summary>Sends what waits, and reads until the connection ends.</summary>
    private async Task UseAsync(Stream stream)
    {
        var sender = new FrameSender(stream);
        lock (_lock)
        {
            _sender = sender;
            foreach (var (call, run) in _pending) run.Send(sender, call);
        }
        await using var flush = time.CreateTimer(static sender => ((FrameSender)sender!).Flush(), sender, FlushPeriod, FlushPeriod);
        try
        {
            var reader = new FrameReader(stream);
            while (await reader.ReceiveAsync(_disposed.Token))
            {
                Action? last = null;
                while (reader.TryRead(out var frame))
                {
                    if (last is not null) ThreadPool.UnsafeQueueUserWorkItem(static action => action(), last, preferLocal: true);
                    last = Take(sender, frame);
                }
                last?.Invoke();
            }
        }
        finally
        {
            lock (_lock) _sender = null;
        }
    }

    /// <returns>What tells who waits; nothing when nobody does any more.</returns>
    private Action? Take(FrameSender sender, RunFrame frame)
    {
        PendingRun? run;
        if (frame.Kind == RunFrameKind.Here)
        {
            lock (_lock)
            {
                if (_pending.TryGetValue(frame.Call, out run)) run.Container = Encoding.ASCII.GetString(frame.Payload.Span);
            }
            return null;
        }
        lock (_lock) _pending.Remove(frame.Call, out run);
        if (frame.Kind == RunFrameKind.Answer) sender.SendLater(RunFrameKind.Acknowledge, frame.Call);
        if (run is null) return null;
        if (frame.Kind == RunFrameKind.Answer)
        {
            var answer = RunAnswer.Read(frame.Payload.ToArray());
            return () => run.Answer(answer);
        }
        var refusal = frame.Payload.ToArray();
        return () => run.Refuse((ExecutorFault)refusal[0], Encoding.UTF8.GetString(refusal.AsSpan(1)));
    }

    private void Cancel(uint call, CancellationToken ct)
    {
        PendingRun? run;
        lock (_lock)
        {
            if (!_pending.Remove(call, out run)) return;
            _sender?.Send(RunFrameKind.Cancel, call, default);
        }
        run.TrySetCanceled(ct);
    }

    /// <summary>Without a connection: goes on only while runs wait and there is hope for them.</summary>
    /// <param name="lost">Why there is no hope.</param>
    private bool Rests(Exception? lost)
    {
        List<PendingRun> runs;
        lock (_lock)
        {
            if (lost is null && _pending.Count > 0) return false;
            runs = [.. _pending.Values];
            _pending.Clear();
            _connected = false;
        }
        rested(this);
        foreach (var run in runs)
        {
            if (lost is ExecutorCallException { Fault: { } fault }) run.Refuse(fault, lost.Message);
            else run.Lose($"The executor is out of reach: {lost?.Message}", lost);
        }
        return true;
    }
}
