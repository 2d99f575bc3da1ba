namespace Faas.Storage;

/// <summary>What became of every invocation ever accepted in a shard, or in all together.</summary>
/// <param name="Accepted">Counted when they were accepted.</param>
/// <param name="Waiting">In queues now, those ended there not counted where it is certain that they were accepted.</param>
/// <param name="Delayed">Not due now.</param>
/// <param name="Running">Claimed now.</param>
/// <param name="Done">Counted when they ended so; likewise the rest.</param>
public readonly record struct ShardLedger(long Accepted, long Waiting, long Delayed, long Running, long Done, long Failed, long Dead, long Cancelled)
{
    /// <summary>How many are nowhere, or (negative) somewhere twice. Never anything but 0.</summary>
    public long Missing => Accepted - Waiting - Delayed - Running - Done - Failed - Dead - Cancelled;

    /// <summary>The two together.</summary>
    public static ShardLedger operator +(ShardLedger a, ShardLedger b) => new(
        a.Accepted + b.Accepted, a.Waiting + b.Waiting, a.Delayed + b.Delayed, a.Running + b.Running,
        a.Done + b.Done, a.Failed + b.Failed, a.Dead + b.Dead, a.Cancelled + b.Cancelled);
}
