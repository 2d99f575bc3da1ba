using Faas.Contracts;
using Faas.Mesos.Protocol.V1;
using Faas.Mesos.Scheduler;
using TaskStatus = Faas.Mesos.Protocol.V1.TaskStatus;

namespace Faas.Benchmarks.Scale;

/// <summary>Fills the scheduler and has it decide.</summary>
internal sealed class SyntheticCluster(Bed bed, int agents)
{
    // As the sandbox has them; and one agent in a hundred has a Docker Engine.
    private static readonly KindStatus[] Kinds = [new("nodejs:18", false, null), new("nodejs:20", true, null), new("python:3.11", true, null), new("go", false, "there is no Go"), new(KindStatus.Blackbox, false, "no Docker")];
    private static readonly KindStatus[] DockerKinds = [.. Kinds.SkipLast(1), new(KindStatus.Blackbox, true, null)];

    private static readonly int[] Sizes = [128, 256, 512, 1024, 2048];

    private readonly Random _random = new(1);
    private readonly string[] _executors = new string[agents];

    /// <summary>Our executor on every agent, and slots on it, all of them taken.</summary>
    /// <returns>Bytes a slot.</returns>
    public double FillSlots(int perAgent)
    {
        var now = TimeProvider.System.GetUtcNow();
        var ledger = bed.Ledger;
        for (var agent = 0; agent < agents; agent++)
        {
            _executors[agent] = ledger.Executors.NewId(Synthetic.Agent(agent), "faas", "1");
            var executor = new ExecutorEntry(_executors[agent], Synthetic.Agent(agent), "faas", new Uri("http://10.0.0.1:31000"), new ExecutorInfo()) { IsUp = true, IsDescribed = true };
            ledger.Executors.Add(executor);
            ledger.Agents.Learn(executor.AgentId, [.. agent % 100 == 0 ? DockerKinds : Kinds]);
        }
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var executor in ledger.Executors.All.ToList())
        {
            for (var slot = 0; slot < perAgent; slot++)
            {
                var taken = new Slot(SlotIds.New(256, now), executor.AgentId, executor.Address, 256);
                var entry = new SlotEntry(taken, executor.Id, 0.025, SlotState.Starting, now) { Function = "guest/hello", Zone = "region/zone" };
                ledger.Slots.Add(entry);
                ledger.Slots.Move(entry, SlotEvent.Running, now);
                ledger.Slots.Take(entry, ledger.Owners.Seen("owner", now), SlotEvent.Taken, now);
            }
        }
        return (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)(agents * perAgent);
    }

    /// <summary>Offers every agent, in events of so many; then takes all back and offers them again.</summary>
    public async Task<Figures> OfferAllAsync(int perEvent, int rounds)
    {
        var figures = new Figures();
        for (var round = 0; round < rounds; round++)
        {
            bed.Ledger.Offers.Clear();
            for (var first = 0; first < agents; first += perEvent)
            {
                var happened = Synthetic.Offers(Enumerable.Range(first, perEvent), _ => 1024 + (_random.Next(1024) * 8), agent => [_executors[agent]]);
                var begun = TimeProvider.System.GetTimestamp();
                await bed.OfferAsync(happened);
                // The first round compiles.
                if (round > 0) figures.Add(TimeProvider.System.GetElapsedTime(begun));
            }
        }
        return figures;
    }

    /// <summary>One slot after the other: taken from what is offered, seen running, what is left of its agent offered again.</summary>
    public async Task<Figures> PlaceAsync(int count)
    {
        var figures = new Figures();
        var updates = bed.Get<StatusUpdates>();
        for (var number = -count / 10; number < count; number++)
        {
            var wish = new SlotWish(Sizes[_random.Next(Sizes.Length)]) { Function = $"guest/f{_random.Next(500)}", Kind = number % 10 == 0 ? KindStatus.Blackbox : "nodejs:20" };
            var taking = bed.Desk.TakeAsync(wish, "owner", CancellationToken.None);
            var begun = TimeProvider.System.GetTimestamp();
            bed.Turn();
            var took = TimeProvider.System.GetElapsedTime(begun);
            if (number >= 0) figures.Add(took);

            var slot = bed.Ledger.Slots.Coming.Single().Slot;
            updates.Apply(new TaskStatus { TaskId = new TaskID { Value = slot.Id }, AgentId = new AgentID { Value = slot.AgentId }, State = TaskState.TaskRunning }, bed.Stream);
            var agent = int.Parse(slot.AgentId[(slot.AgentId.LastIndexOf('S') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
            await bed.OfferAsync(Synthetic.Offers([agent], _ => 1024 + (_random.Next(1024) * 8), _ => [_executors[agent]]));
            await taking;
        }
        return figures;
    }
}
