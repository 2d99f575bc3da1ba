namespace Faas.Invoker.Arbitration;

/// <summary>What is fair.</summary>
internal static class ArbiterPolicy
{
    /// <summary>A row of runs goes on while nobody else waits, and for a quantum when somebody does.</summary>
    public static bool MayContinue(bool othersWait, TimeSpan spent, TimeSpan quantum) => !othersWait || spent < quantum;
}
