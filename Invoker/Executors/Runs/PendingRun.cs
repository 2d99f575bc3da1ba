using Faas.Contracts;

namespace Faas.Invoker.Executors.Runs;

/// <summary>A run whose answer has not come.</summary>
/// <param name="kind">How it is asked for.</param>
/// <param name="payload">The frame, to be sent again on another connection.</param>
/// <remarks>Who waits goes on where the answer is read: see <see cref="RunChannel"/>.</remarks>
internal sealed class PendingRun(RunFrameKind kind, byte[] payload) : TaskCompletionSource<RunAnswer>
{
    private int _sent;

    public void Send(FrameSender sender, uint call)
    {
        _sent++;
        sender.Send(kind, call, payload);
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
