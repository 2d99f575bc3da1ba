using System.Net.Sockets;
using Faas.Contracts;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Logs;
using Faas.Mesos.Executor.Wire;

namespace Faas.Mesos.Executor.Containers;

/// <summary>A container whose runtime is up: takes its calls, and ends them and itself.</summary>
internal sealed class Container
{
    private const int LargestAnswer = 1 << 20;
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<ContainerCall> _calls = [];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IsolatedContainer _isolated;
    private readonly IIsolationDriver _driver;
    private readonly ConnectionPool _connections;
    private readonly ContainerLogs _logs;
    private readonly TimeProvider _time;
    private readonly RunLine? _line;
    private ContainerState _state = ContainerState.Prewarm;
    private Task? _kill;

    public Container(IsolatedContainer isolated, IIsolationDriver driver, ConnectionPool connections, ContainerLogs logs, TimeProvider time)
    {
        (_isolated, _driver, _connections, _logs, _time) = (isolated, driver, connections, logs, time);
        _line = isolated.Plan is { Concurrent: false, Runtime: { IsForeign: false, Manifest.Ahead: true } } ? new(connections) : null;
        Gone = CleanUpAsync();
    }

    /// <summary>How many runs it may be asked for beyond those it takes at a time.</summary>
    public int Ahead => _line is null ? 0 : RunLine.MostAhead;

    /// <summary>Completes when nothing of it is left but its folder.</summary>
    public Task Gone { get; }

    public IsolatedContainer Isolated => _isolated;

    /// <summary>Whether its code is in it, and whether calls go on in it.</summary>
    public (bool Warm, bool Busy) State
    {
        get
        {
            lock (_lock) return (_state == ContainerState.Warm, _calls.Count > 0);
        }
    }

    /// <summary>Begins the one call that gives it its code; <see langword="null"/> when it was begun before, or the container has ended.</summary>
    public ContainerCall? TryEnterInit() => TryEnter(ContainerState.Prewarm, ContainerEvent.InitAsked, waits: false);

    /// <summary>Begins a run; <see langword="null"/> when it has no code, or has ended.</summary>
    public ContainerCall? TryEnterRun() => TryEnter(ContainerState.Warm, null, waits: _line is not null);

    /// <summary>Makes a call that was begun. Whatever happens to the container is in the result.</summary>
    /// <param name="id">What marks its log lines where runs share the process.</param>
    public async ValueTask<CallResult> CallAsync(ContainerCall call, string path, string id, ReadOnlyMemory<byte> body, CallLimits limits, string? traceparent)
    {
        var logs = _logs.Begin(id, limits.LogsBytes);
        var started = _time.GetTimestamp();
        ContainerAnswer answer;
        try
        {
            if (call.Waits)
            {
                var turn = call.QueueUp(_line!);
                turn.Send(path, body, traceparent);
                if (await turn.ComeAsync() is not TurnEnd.Answered and var end) return await UnreachedAsync(call, logs, end);
                call.Begin();
                started = _time.GetTimestamp();
            }
            answer = await ExchangeAsync(call, path, body, limits.Timeout, traceparent);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or SocketException)
        {
            return await FailAsync(call, logs, started, e);
        }
        var micros = Since(started);
        // What it started was killed for memory, and it could not do without: that is what its user must be told.
        if (answer.Status != StatusCodes.Status200OK && _isolated.RanOutOfMemory()) return await GiveUpAsync(call, ContainerEnd.OutOfMemory, answer.Status, micros, logs);
        if (!answer.TooLarge)
        {
            // Runtimes of OpenWhisk mark the end of their lines after a run, not after init.
            var marked = path != "/init" || _isolated.CodeInside is not null;
            return new(call) { End = ContainerEnd.Answered, Status = answer.Status, Body = answer.Body, Micros = micros, Logs = await (marked ? _logs.EndAsync(logs) : _logs.EndUnmarkedAsync(logs)) };
        }
        return await GiveUpAsync(call, ContainerEnd.AnswerTooLarge, answer.Status, micros, logs);
    }

    /// <summary>The code is in.</summary>
    public void Initialised()
    {
        lock (_lock) _state = ContainerLifecycle.Next(_state, ContainerEvent.Initialised);
    }

    /// <summary>Kills it, ending the calls in it; returns when it is gone.</summary>
    public Task EndAsync()
    {
        ContainerCall[] calls;
        lock (_lock) calls = [.. _calls];
        foreach (var call in calls) call.End(Cut.Removed);
        KillAsync();
        return Gone;
    }

    /// <summary>Takes no more calls, and ends with the last of those in it, at the latest when its time is up.</summary>
    public async Task EndAsync(TimeSpan grace)
    {
        lock (_lock)
        {
            if (_state == ContainerState.Removed) return;
            _state = ContainerLifecycle.Next(_state, ContainerEvent.EndAsked);
            if (_calls.Count == 0) grace = TimeSpan.Zero;
        }
        if (grace > TimeSpan.Zero) await Task.WhenAny(Gone, Task.Delay(grace, _time));
        await EndAsync();
    }

    /// <summary>A call went wrong: no more calls; killed at once when that call is alone, else when the rest have ended.</summary>
    public void Retire(ContainerCall call)
    {
        TakeNoMore();
        lock (_lock)
        {
            if (_state == ContainerState.Removed) return;
            if (!_calls.TrueForAll(other => other == call || other.Waits)) return;
        }
        KillAsync();
    }

    /// <summary>A call is over; its connection serves the next.</summary>
    public void Leave(ContainerCall call, ContainerConnection? connection)
    {
        if (connection is not null) _connections.Return(connection);
        lock (_lock)
        {
            _calls.Remove(call);
            if (_state != ContainerState.Removing || _calls.Count > 0) return;
        }
        _drained.TrySetResult();
        KillAsync();
    }

    private async ValueTask<ContainerAnswer> ExchangeAsync(ContainerCall call, string path, ReadOnlyMemory<byte> body, TimeSpan timeout, string? traceparent)
    {
        using var timer = _time.CreateTimer(static state => ((ContainerCall)state!).End(Cut.TimedOut), call, timeout, Timeout.InfiniteTimeSpan);
        if (call.Turn is { } turn)
        {
            var answer = await turn.ReceiveAsync(LargestAnswer);
            return call.Cut == Cut.None ? answer : throw new IOException("The call was cut.");
        }
        var connection = await _connections.TakeAsync(CancellationToken.None);
        return call.Attach(connection) ? await connection.PostAsync(path, body, traceparent, LargestAnswer) : throw new IOException("The call was cut.");
    }

    private void TakeNoMore()
    {
        lock (_lock) if (_state != ContainerState.Removed) _state = ContainerLifecycle.Next(_state, ContainerEvent.EndAsked);
    }

    /// <summary>It answered, and that is the end of its container: which lives until all that it wrote has come.</summary>
    private async ValueTask<CallResult> GiveUpAsync(ContainerCall call, ContainerEnd end, int status, long micros, RunLogs logs)
    {
        TakeNoMore();
        var lines = await _logs.CutAsync(logs);
        Retire(call);
        return new(call) { End = end, Status = status, Micros = micros, Logs = lines };
    }

    private ContainerCall? TryEnter(ContainerState state, ContainerEvent? happens, bool waits)
    {
        lock (_lock)
        {
            if (_state != state) return null;
            if (happens is { } move) _state = ContainerLifecycle.Next(_state, move);
            var call = new ContainerCall(this, waits);
            _calls.Add(call);
            return call;
        }
    }

    /// <summary>The container ended before the call's turn.</summary>
    private async Task<CallResult> UnreachedAsync(ContainerCall call, RunLogs logs, TurnEnd before)
    {
        Retire(call);
        await call.Turn!.FailAsync(before);
        const string Detail = "the container ended with the run before, and this one may have begun";
        return new(call) { End = call.Cut == Cut.Removed ? ContainerEnd.ExecutorFailed : ContainerEnd.Crashed, Begun = before == TurnEnd.Unclear, Detail = Detail, Logs = _logs.Cut(logs) };
    }

    private async Task<CallResult> FailAsync(ContainerCall call, RunLogs logs, long started, Exception failure)
    {
        var micros = Since(started);
        if (call.Cut is not Cut.None and var cut)
        {
            if (_kill is { } kill) await kill;
            if (call.Turn is { } turn) await turn.FailAsync();
            // Who removes a container under its calls is somebody else than its function.
            var end = cut switch { Cut.TimedOut => ContainerEnd.TimedOut, Cut.Removed => ContainerEnd.ExecutorFailed, _ => ContainerEnd.Crashed };
            return new(call) { End = end, Detail = cut == Cut.TimedOut ? null : "the container was removed", Micros = micros, Logs = _logs.Cut(logs) };
        }
        // Its own end tells more than our kill would.
        var exit = await Task.WhenAny(_isolated.Exited, Task.Delay(ExitPatience, _time)) == _isolated.Exited ? await _isolated.Exited : null;
        Retire(call);
        if (call.Turn is { } line) await line.FailAsync();
        var lines = _logs.Cut(logs);
        var outOfMemory = exit is not null && (exit.OutOfMemory || SaysOutOfMemory(lines));
        return new(call) { End = outOfMemory ? ContainerEnd.OutOfMemory : ContainerEnd.Crashed, Detail = exit?.Detail ?? failure.Message, Micros = micros, Logs = lines };
    }

    private bool SaysOutOfMemory(ReadOnlyMemory<byte> lines) =>
        _isolated.Plan.Runtime.Manifest.OutOfMemoryText is { } text && lines.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0;

    private Task KillAsync()
    {
        lock (_lock)
        {
            if (_state == ContainerState.Removed) return Task.CompletedTask;
            _state = ContainerLifecycle.Next(_state, ContainerEvent.EndAsked);
            return _kill ??= Task.Run(RemoveAsync);
        }
    }

    private async Task RemoveAsync()
    {
        await _driver.RemoveAsync(_isolated);
        _line?.HangUp();
    }

    private async Task CleanUpAsync()
    {
        await _isolated.Exited;
        await KillAsync();
        lock (_lock) if (_calls.Count == 0) _drained.TrySetResult();
        await _drained.Task;
        lock (_lock) _state = ContainerLifecycle.Next(_state, ContainerEvent.Gone);
        _line?.Dispose();
        _connections.Dispose();
        _logs.Dispose();
        _isolated.Output.Dispose();
    }

    private long Since(long started) => (long)_time.GetElapsedTime(started).TotalMicroseconds;
}
