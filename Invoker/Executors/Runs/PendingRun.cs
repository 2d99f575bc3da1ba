using Faas.Contracts;

namespace Faas.Invoker.Executors.Runs;

/// <summary>A run whose answer has not come.</summary>
/// <param name="kinds">How it is asked for: a frame of each.</param>
/// <param name="payload">What each of them says, to be sent again on another connection.</param>
/// <remarks>Who waits goes on where the answer is read: see <see cref="RunChannel"/>.</remarks>
internal sealed class PendingRun(RunFrameKind[] kinds, byte[] payload) : TaskCompletionSource<RunAnswer>
{
    private int _sent;

    /// <summary>Where it runs, when the executor has said so.</summary>
    public string? Container { get; set; }

    public void Send(FrameSender sender, uint call)
    {
        _sent++;
        foreach (var kind in kinds) sender.Send(kind, call, payload);
    }

    public void Answer(RunAnswer answer)
    {
        if (answer.End == ContainerEnd.ExecutorFailed) TrySetException(new ExecutorCallException(CallFailure.Unknown, null, answer.Detail ?? "The executor failed."));
        else TrySetResult(answer);
    }

    /// <summary>The executor refused it. After a lost connection that says nothing of whether it was started before.</summary>
    public void Refuse(ExecutorFault fault, string detail) =>
        TrySetException(new ExecutorCallException(_sent > 1 ? CallFailure.Unknown : CallFailure.NotStarted, fault, detail));

    /// <summary>The executor is out of reach.</summary>
    public void Lose(string reason, Exception? cause) =>
        TrySetException(new ExecutorCallException(_sent > 0 ? CallFailure.Unknown : CallFailure.NotStarted, null, reason, cause));
}
