namespace Faas.Contracts;

/// <summary>A running Mesos task on our executor: room for one container.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="AgentId">The Mesos agent it is on.</param>
/// <param name="Executor">Base address of the executor there.</param>
/// <param name="MemoryMiB">Its memory.</param>
public sealed record Slot(string Id, string AgentId, Uri Executor, int MemoryMiB)
{
    /// <summary>What a dead invoker left in it, of the revision that was wished; <see langword="null"/> when it is empty.</summary>
    public WarmContainer? Warm { get; init; }
}

/// <summary>A container with its code in it, to be adopted.</summary>
/// <param name="Owner">The session whose it was.</param>
public sealed record WarmContainer(string Id, string Owner);

/// <summary>A slot that ended without being asked to, and why; the container in it is gone or out of reach.</summary>
public sealed record SlotLoss(string SlotId, string Reason);

/// <summary>What <see cref="Slot"/>'s task carries in <c>TaskInfo.data</c>: what the executor must know and Mesos must not show.</summary>
/// <param name="Token">The cluster's token: who shows it may use the executor.</param>
/// <param name="MemoryMiB">The slot's memory.</param>
public sealed record SlotGrant(string Token, int MemoryMiB);

/// <summary>A slot as remembered across a change of leader.</summary>
/// <param name="ExecutorId">The Mesos executor it runs on.</param>
public sealed record StoredSlot(string Id, string AgentId, string ExecutorId, Uri Executor, int MemoryMiB, double Cpus);
