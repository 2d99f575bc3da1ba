using System.Buffers;
using Faas.Contracts;
using Faas.Mesos.Executor.Containers;

namespace Faas.Mesos.Executor.Runs;

/// <summary>Starts each (invocation, attempt) once, and keeps its answer until it is acknowledged.</summary>
internal sealed partial class RunStarter(ContainerRegistry containers, StartedAttempts attempts, KeptRuns keep, ExecutorLife life, TimeProvider time, ILogger<RunStarter> logger)
{
    /// <summary>How long runs and answers of a lost connection wait: their invoker comes back at once, or its session ends after 5 s and another asks for them.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan BetweenWords = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _letGo;
    private long? _saidAt;

    public RunStart Start(RunAsk ask, string? session)
    {
        var key = (ask.Invocation.Value, ask.Attempt);
        if (keep.TryFind(key, out var kept)) return new RunStart.Started(kept);
        if (containers.Find(ask.Container, session) is not { } container) return new RunStart.Refused(ExecutorFault.UnknownContainer, $"There is no container {ask.Container}, or another invoker has adopted it.");
        if (container.TryEnterRun() is not { } call) return new RunStart.Refused(ExecutorFault.ContainerGone, "The container has ended, or has no code.");
        if (!attempts.TryAdd(key.Value, key.Attempt))
        {
            call.Leave();
            return new RunStart.Refused(ExecutorFault.AlreadyStarted, $"Attempt {ask.Attempt} of {ask.Invocation} was started before.");
        }
        LogRun(ask.Invocation, ask.Attempt, ask.TraceParent);
        keep.Add(kept = new(key.Value, key.Attempt, ask.Container, call));
        kept.Ended = RunAsync(kept, container, call, ask);
        return new RunStart.Started(kept);
    }

    /// <summary>Finds a run for which an invoker that is over may have asked.</summary>
    public RunStart Recall(RunRecall recall)
    {
        if (recall.Life != life.Id) return new RunStart.Refused(ExecutorFault.Restarted, "The executor that was asked has ended; this one has come in its place.");
        var key = (recall.Invocation.Value, recall.Attempt);
        if (keep.TryFind(key, out var kept)) return new RunStart.Started(kept);
        // Its invoker may be slow and not over: what it asks for yet comes too late.
        return attempts.TryAdd(key.Value, key.Attempt)
            ? new RunStart.Refused(ExecutorFault.NeverStarted, $"Attempt {recall.Attempt} of {recall.Invocation} was never started.")
            : RunStart.Refused.Lost(key.Value, key.Attempt);
    }

    /// <returns>The container in which an attempt runs or ran, while it is kept.</returns>
    public string? WhereIs(RunRecall recall) => keep.TryFind((recall.Invocation.Value, recall.Attempt), out var kept) ? kept.Container : null;

    /// <summary>Its answer has come to where it belongs.</summary>
    public void Forget(KeptRun run) => keep.Forget(run);

    /// <summary>Nobody wants it any more.</summary>
    public void Abandon(KeptRun run)
    {
        run.Abandon();
        Forget(run);
    }

    /// <summary>Gives up what a lost connection had asked for, unless it is asked for again by another in time.</summary>
    public void Orphan(RunConnection connection, IEnumerable<KeptRun> asked)
    {
        var orphans = asked.Where(run => run.IsAskedBy(connection)).ToList();
        if (orphans.Count > 0) _ = GiveUpAsync();

        async Task GiveUpAsync()
        {
            if (orphans.Count(run => !run.Ended.IsCompleted) is var running and > 0) LogOrphans(running, Patience.TotalSeconds);
            await Task.Delay(Patience, time);
            foreach (var run in orphans.Where(run => run.IsAskedBy(connection))) Abandon(run);
        }
    }

    private async Task RunAsync(KeptRun run, Container container, ContainerCall call, RunAsk ask)
    {
        // The frame's bytes are gone once more is received.
        var body = ArrayPool<byte>.Shared.Rent(ask.Body.Length);
        ask.Body.CopyTo(body);
        byte[]? answer = null;
        try
        {
            var limits = new CallLimits(TimeSpan.FromMilliseconds(ask.TimeoutMs), ask.LogsBytes);
            var result = await container.CallAsync(call, "/run", ask.Invocation.ToString(), body.AsMemory(0, ask.Body.Length), limits, ask.TraceParent);
            if (result.Begun) answer = new RunAnswer(result.End, result.Status, result.Micros, result.Detail, result.Body, result.Logs).ToPayload();
        }
        catch (Exception e)
        {
            // Nobody expected it, so nobody can say what the container is good for. Its invoker must not wait for its deadline to learn that.
            LogFailed(ask.Invocation, ask.Attempt, ask.Container, e);
            container.Retire(call);
            answer = new RunAnswer(ContainerEnd.ExecutorFailed, 0, 0, "The executor failed within the run.", default, default).ToPayload();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
            // The container is free again before the invoker can know.
            call.MakeRoom();
        }
        if (answer is not null)
        {
            var letGo = keep.Answered(run, answer.Length);
            var asker = run.Answered(answer);
            // Answers that came together go together.
            call.Leave();
            asker?.Flush();
            if (letGo.Count > 0) LetGo(letGo);
            return;
        }
        // It may be asked for again, here too: it waited behind a run that ended the container.
        attempts.Remove(run.Key.Invocation, run.Key.Attempt);
        Forget(run);
        run.Refused(new(ExecutorFault.ContainerGone, "The container has ended before the run's turn."));
        call.Leave();
    }

    private void LetGo(IReadOnlyList<KeptRun> runs)
    {
        foreach (var run in runs) run.LetGo();
        lock (_lock)
        {
            _letGo += runs.Count;
            if (_saidAt is { } saidAt && time.GetElapsedTime(saidAt) < BetweenWords) return;
            _saidAt = time.GetTimestamp();
            LogLetGo(_letGo);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Running {Invocation}, attempt {Attempt}, trace {TraceParent}")]
    private partial void LogRun(InvocationId invocation, int attempt, string traceParent);

    [LoggerMessage(LogLevel.Error, "A run failed for a reason of the executor's own; container {Container} is thrown away. Invocation {Invocation}, attempt {Attempt}")]
    private partial void LogFailed(InvocationId invocation, int attempt, string container, Exception exception);

    [LoggerMessage(LogLevel.Warning, "An invoker's connection was lost under {Count} runs; they wait {Seconds} s for it")]
    private partial void LogOrphans(int count, double seconds);

    [LoggerMessage(LogLevel.Warning, "More answers wait to be acknowledged than are kept (KeptAnswersMiB); {Count} have been let go since the start, the oldest first")]
    private partial void LogLetGo(long count);
}
