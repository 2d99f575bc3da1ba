using Faas.Contracts;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>
/// What we have of Mesos: offers, slots, executors, and who waits. Whoever reads or changes it holds <see cref="Gate"/>, never
/// awaits while holding it, and sets <see cref="Changed"/> afterwards; the <see cref="CapacityLoop"/> alone decides what follows.
/// </summary>
internal sealed class CapacityLedger
{
    private int _generation;

    public CapacityLedger(ExecutorBlueprint blueprint, DockerTasks docker, SchedulerMetrics metrics, IOptions<SlotOptions> options)
    {
        Executors = new ExecutorTable(blueprint);
        Offers = new OfferPool(metrics, Agents, Executors, docker.IsOn ? default : blueprint.Amount);
        Slots = new SlotTable(metrics, Agents, Zones, options.Value);
        Executors.Changed = ExecutorChanged;
    }

    public Lock Gate { get; } = new();

    public Signal Changed { get; } = new();

    public AgentTable Agents { get; } = new();

    public ZoneCensus Zones { get; } = new();

    public ExecutorTable Executors { get; }

    public OfferPool Offers { get; }

    public SlotTable Slots { get; }

    public OwnerBook Owners { get; } = new();

    public TakerLine Takers { get; } = new();

    /// <summary>The lease under which this process leads.</summary>
    public Leadership? Lead { get; set; }

    /// <summary>The lease's epoch; <see langword="null"/> while another leads, or may.</summary>
    public long? Epoch => Lead is { IsDue: false } lead ? lead.Epoch : null;

    /// <summary>The stream, while it is up.</summary>
    public Subscription? Stream { get; set; }

    /// <summary>The framework's id, once there is one.</summary>
    public string? FrameworkId { get; set; }

    /// <summary>The cluster's token, while this process leads.</summary>
    public string Token { get; set; } = "";

    /// <summary>Counts what may let a REVIVE help: offers used, slots ended, takers come.</summary>
    public int Pokes { get; set; }

    /// <summary>Until when owners may still say which of the slots that an earlier leader left are theirs.</summary>
    public DateTimeOffset OwnersSpeakUntil { get; set; }

    /// <summary>How much of the headroom is held while others seem to starve.</summary>
    public Modesty Modesty { get; set; } = Modesty.None;

    /// <summary>The cluster and who is in it, when the master has told it.</summary>
    public ClusterSize? Cluster { get; set; }

    /// <summary>Whether somebody waits for whom nothing is left.</summary>
    public bool IsShort { get; set; }

    /// <returns>An empty slot that fits; none while another leads, who may be giving it away.</returns>
    public SlotEntry? EmptySlot(SlotWish wish, bool anyLarger = false) => Epoch is null ? null : Slots.Empty.BestFit(wish.MemoryMiB, anyLarger, slot => MayGive(slot, wish));

    /// <returns>A slot with what a dead invoker left of the function that is wished for; none while another leads.</returns>
    public SlotEntry? OrphanSlot(SlotWish wish) => Epoch is null ? null : Slots.Orphans.Find(wish, slot => MayGive(slot, wish));

    /// <summary>What may be in a slot is found out; in one that an earlier leader left, when its owner has had time to name it.</summary>
    public void LookInto(SlotEntry slot, DateTimeOffset now) =>
        Slots.Schedule(slot, slot.From == SlotState.Remembered && OwnersSpeakUntil > now ? OwnersSpeakUntil : now);

    /// <summary>Another may lead now, and knows better what is whose.</summary>
    public void StopLeading(DateTimeOffset now)
    {
        Lead = null;
        IsShort = false;
        Takers.Dismiss();
        foreach (var slot in Slots.All.ToList())
        {
            Slots.Move(slot, SlotEvent.Ended, now);
        }
        Owners.Clear();
    }

    /// <returns>Whether the slot's executor is of another version, and to be left to end.</returns>
    public bool IsOutdated(SlotEntry slot) =>
        !Executors.TryGet(slot.ExecutorId, out var executor) || !Executors.IsCurrent(executor);

    /// <summary>A generation that no leader before us and nothing in this one has used.</summary>
    public string NewGeneration() => $"{Lead?.Epoch}x{++_generation}";

    private void ExecutorChanged(string agentId, string role)
    {
        if (Executors.On(agentId).Count == 0)
        {
            // What comes next may find more there.
            Agents.Learn(agentId, []);
        }
        Offers.Refresh(agentId, role);
    }

    private bool MayGive(SlotEntry slot, SlotWish wish)
    {
        var agent = Agents.Get(slot.Slot.AgentId);
        return !agent.IsLeaving && slot.Serves(wish) && agent.Has(wish.Attributes) && (wish.Kind is null || agent.Offers(wish.Kind) == true);
    }
}
