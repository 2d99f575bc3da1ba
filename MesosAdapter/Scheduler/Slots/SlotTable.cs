using System.Diagnostics.CodeAnalysis;

namespace Faas.Mesos.Scheduler;

/// <summary>Every slot there is, found by whatever it is looked for by. Guarded by the ledger's gate.</summary>
internal sealed class SlotTable(SchedulerMetrics metrics, AgentTable agents, ZoneCensus zones, SlotOptions options)
{
    private static readonly IReadOnlyCollection<SlotEntry> None = [];

    private readonly Dictionary<string, SlotEntry> _slots = [];
    private readonly Dictionary<string, HashSet<SlotEntry>> _byExecutor = [];
    private readonly int[] _counts = new int[Enum.GetValues<SlotState>().Length];
    private readonly HashSet<SlotEntry> _coming = [];
    private readonly EmptySlots _empty = new();
    private readonly PriorityQueue<SlotEntry, DateTimeOffset> _due = new();

    public IReadOnlyCollection<SlotEntry> All => _slots.Values;

    public EmptySlots Empty => _empty;

    public OrphanSlots Orphans { get; } = new();

    /// <summary>Slots that will be empty soon: launched, or being looked into.</summary>
    public IReadOnlyCollection<SlotEntry> Coming => _coming;

    /// <summary>Slots that serve, or are about to.</summary>
    public int Alive => Count(SlotState.Starting) + Count(SlotState.Checking) + Count(SlotState.Empty) + Count(SlotState.Orphaned) + Count(SlotState.Taken);

    public int Count(SlotState state) => _counts[(int)state];

    public bool TryGet(string id, [MaybeNullWhen(false)] out SlotEntry slot) => _slots.TryGetValue(id, out slot);

    public IReadOnlyCollection<SlotEntry> On(string executorId) => _byExecutor.TryGetValue(executorId, out var slots) ? slots : None;

    public void Add(SlotEntry slot)
    {
        _slots.Add(slot.Slot.Id, slot);
        if (!_byExecutor.TryGetValue(slot.ExecutorId, out var siblings))
        {
            _byExecutor.Add(slot.ExecutorId, siblings = []);
        }
        siblings.Add(slot);
        agents.Get(slot.Slot.AgentId).Slots++;
        zones.Add(slot.Function, slot.Zone, 1);
        Enter(slot);
        if (slot.DueAt < DateTimeOffset.MaxValue)
        {
            _due.Enqueue(slot, slot.DueAt);
        }
    }

    /// <summary>Gives an empty slot, or one that its owner proves to have, to an owner.</summary>
    public void Take(SlotEntry slot, SlotOwner owner, SlotEvent how, DateTimeOffset now)
    {
        (slot.IsInherited, slot.IsToBeEmptied) = (slot.Orphan is not null, false);
        Move(slot, how, now);
        slot.Owner = owner;
        owner.Slots.Add(slot);
    }

    /// <summary>Leaves in it what is there.</summary>
    public void Keep(SlotEntry slot, Orphan orphan, DateTimeOffset now)
    {
        slot.Orphan = orphan;
        Move(slot, SlotEvent.Kept, now);
    }

    public void Move(SlotEntry slot, SlotEvent happened, DateTimeOffset now)
    {
        var from = slot.State;
        var to = SlotLifecycle.Next(from, happened);
        if (to == from)
        {
            return;
        }
        Leave(slot);
        (slot.From, slot.State, slot.Since, slot.DueAt, slot.Tries) = (from, to, now, DateTimeOffset.MaxValue, 0);
        if (to != SlotState.Ended)
        {
            Enter(slot);
            return;
        }
        _slots.Remove(slot.Slot.Id);
        agents.Get(slot.Slot.AgentId).Slots--;
        zones.Add(slot.Function, slot.Zone, -1);
        if (_byExecutor.TryGetValue(slot.ExecutorId, out var siblings) && siblings.Remove(slot) && siblings.Count == 0)
        {
            _byExecutor.Remove(slot.ExecutorId);
        }
        metrics.SlotEnded(from);
    }

    /// <summary>Something is to be done at this time, if it is still in its state.</summary>
    public void Schedule(SlotEntry slot, DateTimeOffset dueAt)
    {
        slot.DueAt = dueAt;
        _due.Enqueue(slot, dueAt);
    }

    /// <summary>It is looked into again, and nobody is to count on it until then.</summary>
    public void Postpone(SlotEntry slot, DateTimeOffset dueAt)
    {
        _coming.Remove(slot);
        Schedule(slot, dueAt);
    }

    /// <summary>Takes the next slot for which something is due out of the line.</summary>
    public bool TryDue(DateTimeOffset now, [MaybeNullWhen(false)] out SlotEntry slot, out DateTimeOffset next)
    {
        while (_due.TryPeek(out slot, out next))
        {
            // Entries that have been overtaken by a move or another date stay in the line until they come up.
            var stale = slot.State == SlotState.Ended || slot.DueAt != next;
            if (!stale && next > now)
            {
                return false;
            }
            _due.Dequeue();
            if (!stale)
            {
                return true;
            }
        }
        next = DateTimeOffset.MaxValue;
        return false;
    }

    private void Enter(SlotEntry slot)
    {
        _counts[(int)slot.State]++;
        metrics.SlotsIn(slot.State, 1);
        agents.Get(slot.Slot.AgentId).Starting += slot.State == SlotState.Starting ? 1 : 0;
        if (slot.State == SlotState.Empty)
        {
            _empty.Add(slot);
            Schedule(slot, slot.Since + options.EmptySlotTimeout);
        }
        if (slot is { State: SlotState.Orphaned, Orphan: { } orphan })
        {
            Orphans.Add(slot, orphan);
            Schedule(slot, slot.Since + options.OrphanTimeout);
        }
        if (slot.State is SlotState.Starting or SlotState.Checking)
        {
            _coming.Add(slot);
        }
    }

    private void Leave(SlotEntry slot)
    {
        _counts[(int)slot.State]--;
        metrics.SlotsIn(slot.State, -1);
        agents.Get(slot.Slot.AgentId).Starting -= slot.State == SlotState.Starting ? 1 : 0;
        _empty.Remove(slot);
        if (slot is { State: SlotState.Orphaned, Orphan: { } orphan })
        {
            Orphans.Remove(slot, orphan);
            slot.Orphan = null;
        }
        _coming.Remove(slot);
        slot.Owner?.Slots.Remove(slot);
        slot.Owner = null;
    }
}
