namespace Faas.Invoker.Dispatch;

/// <summary>Whether claims of ours may exist that we do not know: for a while after the answer of a command that may claim was lost.</summary>
internal sealed class Suspicion(TimeProvider time)
{
    private long _until;

    public bool IsRaised => Interlocked.Read(ref _until) > time.GetTimestamp();

    public void Raise() =>
        Interlocked.Exchange(ref _until, time.GetTimestamp() + (long)(4 * ClaimRecovery.AnswerTime.TotalSeconds * time.TimestampFrequency));
}
