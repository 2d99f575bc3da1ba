using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>A slot and what must be known of it. Guarded by the ledger's gate; moved by <see cref="SlotTable"/> alone.</summary>
internal sealed class SlotEntry(Slot slot, string executorId, double cpus, SlotState state, DateTimeOffset since)
{
    public Slot Slot { get; } = slot;

    public string ExecutorId { get; } = executorId;

    public double Cpus { get; } = cpus;

    /// <summary>The function it was first launched for, so that others of that function go elsewhere.</summary>
    public string? Function { get; init; }

    /// <summary>The image it is a container of; <see langword="null"/> for room on an executor, and for a container that an earlier leader left.</summary>
    public string? Image { get; init; }

    /// <summary>Whether it is a Docker task, which Mesos knows as its own executor: it ends with its container.</summary>
    public bool IsContainer => ExecutorId == Slot.Id;

    /// <summary>The zone of its agent, where that is known.</summary>
    public string? Zone { get; init; }

    public SlotState State { get; set; } = state;

    /// <summary>The state it came from.</summary>
    public SlotState From { get; set; } = state;

    /// <summary>When it came into its state.</summary>
    public DateTimeOffset Since { get; set; } = since;

    /// <summary>When something is to be done about its being in this state still; set by <see cref="SlotTable.Schedule"/>.</summary>
    public DateTimeOffset DueAt { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>How often that has been done.</summary>
    public int Tries { get; set; }

    /// <summary>Whether Mesos was asked about it and has said nothing since.</summary>
    public bool IsUnanswered { get; set; }

    /// <summary>Who has it, while it is taken.</summary>
    public SlotOwner? Owner { get; set; }

    /// <summary>Its place among the empty ones, while it is empty.</summary>
    public LinkedListNode<SlotEntry>? EmptyPlace { get; set; }

    /// <summary>What a dead invoker left in it, while it is kept.</summary>
    public Orphan? Orphan { get; set; }

    /// <summary>Whether who has it got it with such a container, which it may not have been able to take over.</summary>
    public bool IsInherited { get; set; }

    /// <summary>Whether whatever is in it is to go, warm or not.</summary>
    public bool IsToBeEmptied { get; set; }

    /// <summary>As whoever takes it is told of it.</summary>
    public Slot Given => Orphan is { } orphan ? Slot with { Warm = new WarmContainer(orphan.Container, orphan.Owner) } : Slot;

    /// <returns>Whether it is of the sort that is wished; a container has the memory it was made with.</returns>
    public bool Serves(SlotWish wish) => Image == wish.Image && (!IsContainer || Slot.MemoryMiB == wish.MemoryMiB);

    public StoredSlot ToStored() => new(Slot.Id, Slot.AgentId, ExecutorId, Slot.Executor, Slot.MemoryMiB, Cpus);
}
