using Faas.Contracts;
using Faas.Storage;

namespace Faas.Invoker.Dispatch;

/// <summary>
/// Takes in what was claimed for this invoker where it was accepted, because it had room: such an invocation waits for no claim. A message that is lost is found by
/// <see cref="ClaimRecovery"/>: messages are lost with their connection, and when that is back is looked.
/// </summary>
internal sealed partial class HandedClaims(WorkQueue queue, DispatcherTable dispatchers, InFlight inFlight, Completion completion, InvokerIdentity identity, ILogger<HandedClaims> logger)
{
    public Task ListenAsync() => queue.OnHandAsync(identity.Session, Take);

    /// <summary>Ends when word of whatever was claimed for us until now is in this process, if not taken in yet.</summary>
    public Task HeardAsync() => queue.HeardAsync();

    private void Take(Claim claim)
    {
        if (!inFlight.TryAdd(claim)) LogTooLate(claim.Item.Id, claim.Item.Attempt);
        else if (!dispatchers.TryHand(claim)) _ = completion.PutBackAsync(claim);
    }

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} of invocation {InvocationId}, which was claimed for us, comes too late: it has gone back")]
    private partial void LogTooLate(InvocationId invocationId, int attempt);
}
