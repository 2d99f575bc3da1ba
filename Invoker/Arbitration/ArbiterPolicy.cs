namespace Faas.Invoker.Arbitration;

/// <summary>What is fair.</summary>
internal static class ArbiterPolicy
{
    /// <summary>A row of runs goes on while nobody else waits, and for a quantum when somebody does.</summary>
    public static bool MayContinue(bool othersWait, TimeSpan spent, TimeSpan quantum) => !othersWait || spent < quantum;

    /// <summary>The same for its namespace's share: never while more runs than that, as when others have become due a part of it.</summary>
    /// <param name="runs">What runs of the namespace here, this included.</param>
    public static bool MayKeep(int runs, int share, bool othersWait, TimeSpan spent, TimeSpan quantum) => runs <= share && MayContinue(othersWait, spent, quantum);
}
