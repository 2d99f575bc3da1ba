using Faas.Contracts;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Gives out slots while this process leads; to itself as to every other invoker.</summary>
public sealed class SlotDesk : ISlotGiver
{
    // Short enough that what is known of an owner is fresh, long enough to be nothing among its calls.
    private static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(1);

    private readonly CapacityLedger _ledger;
    private readonly DockerTasks _docker;
    private readonly SlotKill _kill;
    private readonly SlotAbandon _abandon;
    private readonly SchedulerMetrics _metrics;
    private readonly IOptions<SlotOptions> _options;
    private readonly IOptions<FrameworkOptions> _framework;
    private readonly TimeProvider _time;

    internal SlotDesk(
        CapacityLedger ledger, DockerTasks docker, SlotKill kill, SlotAbandon abandon, SchedulerMetrics metrics, IOptions<SlotOptions> options, IOptions<FrameworkOptions> framework,
        TimeProvider time) =>
        (_ledger, _docker, _kill, _abandon, _metrics, _options, _framework, _time) = (ledger, docker, kill, abandon, metrics, options, framework, time);

    /// <summary>Whether this process leads: only then may the desk be asked.</summary>
    public bool Leads => Epoch is not null;

    /// <summary>Of the lease under which this process leads; <see langword="null"/> while it does not.</summary>
    public long? Epoch
    {
        get
        {
            lock (_ledger.Gate)
            {
                return _ledger.Epoch;
            }
        }
    }

    /// <summary>Who asks for slots now and gets none.</summary>
    public int Waiting
    {
        get
        {
            lock (_ledger.Gate)
            {
                return _ledger.Takers.Count;
            }
        }
    }

    /// <inheritdoc/>
    public Task<Slot> TakeAsync(SlotWish wish, string owner, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(wish.MemoryMiB);
        wish = _docker.Resolve(wish);
        var now = _time.GetUtcNow();
        Taker taker;
        LinkedListNode<Taker> place;
        lock (_ledger.Gate)
        {
            RequireLead();
            taker = new Taker(wish, _ledger.Owners.Seen(owner, now), now);
            // What was left of its own function is nobody else's, however many wait.
            if ((_ledger.OrphanSlot(wish) ?? (_ledger.Takers.Count == 0 ? _ledger.EmptySlot(wish) : null)) is { } slot)
            {
                var given = slot.Given;
                _ledger.Slots.Take(slot, taker.Owner, SlotEvent.Taken, now);
                _metrics.SlotWait(TimeSpan.Zero);
                return Task.FromResult(given);
            }
            place = _ledger.Takers.Add(taker);
        }
        _ledger.Changed.Set();
        return WaitAsync(place, ct);
    }

    /// <inheritdoc/>
    public Task ReturnAsync(string owner, IReadOnlyList<string> slots, CancellationToken ct)
    {
        lock (_ledger.Gate)
        {
            RequireLead();
            var now = _time.GetUtcNow();
            foreach (var id in slots)
            {
                if (_ledger.Slots.TryGet(id, out var entry) && entry.Owner?.Session == owner)
                {
                    if (entry.IsInherited)
                    {
                        // It may be that what was in it could not be taken over, nor removed.
                        entry.IsToBeEmptied = true;
                        _abandon.Abandon([entry], "it was given back, and what was in it may be there yet", now);
                        continue;
                    }
                    _ledger.Slots.Move(entry, SlotEvent.Returned, now);
                    if (_options.Value.TaskPerContainer || _ledger.IsOutdated(entry))
                    {
                        _kill.End(entry, "its container is gone and it takes no other", now);
                    }
                }
            }
        }
        _ledger.Changed.Set();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<SlotNews> HoldAsync(string owner, IReadOnlyList<string> slots, CancellationToken ct)
    {
        Task news;
        lock (_ledger.Gate)
        {
            RequireLead();
            var holder = _ledger.Owners.Seen(owner, _time.GetUtcNow());
            if (Compare(holder, slots) is { Count: > 0 } lost)
            {
                return new SlotNews(lost, _ledger.IsShort);
            }
            news = holder.NewsAsync;
        }
        await Task.WhenAny(news, Task.Delay(HoldTime, _time, ct));
        ct.ThrowIfCancellationRequested();
        lock (_ledger.Gate)
        {
            RequireLead();
            return new SlotNews(Compare(_ledger.Owners.Seen(owner, _time.GetUtcNow()), slots), _ledger.IsShort);
        }
    }

    /// <summary>What <c>/system</c> tells; <see langword="null"/> where this process does not lead.</summary>
    public CapacityStatus? Describe()
    {
        lock (_ledger.Gate)
        {
            return _ledger.Epoch is null ? null : CapacityReport.Of(_ledger, _framework.Value.Cluster, _docker.IsOn ? _docker.Kinds : null);
        }
    }

    private List<SlotLoss> Compare(SlotOwner owner, IReadOnlyList<string> named)
    {
        var now = _time.GetUtcNow();
        var lost = new List<SlotLoss>();
        foreach (var id in named)
        {
            _ledger.Slots.TryGet(id, out var slot);
            switch (HoldPolicy.Judge(slot, owner))
            {
                case HoldVerdict.Claimed:
                    _ledger.Slots.Take(slot!, owner, SlotEvent.Held, now);
                    break;
                case HoldVerdict.Lost:
                    lost.Add(new SlotLoss(id, owner.ReasonOf(id) ?? (slot is null ? "it has ended" : $"it is {KebabCase<SlotState>.Name(slot.State)}")));
                    break;
            }
        }
        if (HoldPolicy.Abandoned(owner, named, now) is { Count: > 0 } abandoned)
        {
            _abandon.Abandon(abandoned, "that invoker does not name it among its own", now);
            _ledger.Changed.Set();
        }
        return lost;
    }

    private void RequireLead()
    {
        if (_ledger.Epoch is null)
        {
            throw new NotLeadingException("This invoker does not lead the framework.");
        }
    }

    private async Task<Slot> WaitAsync(LinkedListNode<Taker> place, CancellationToken ct)
    {
        using var leaving = ct.Register(() => Leave(place, ct));
        return await place.Value.Slot;
    }

    private void Leave(LinkedListNode<Taker> place, CancellationToken ct)
    {
        place.Value.Leave(ct);
        lock (_ledger.Gate)
        {
            _ledger.Takers.Remove(place);
        }
        _ledger.Changed.Set();
    }
}
